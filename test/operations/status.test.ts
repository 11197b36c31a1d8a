import { describe, expect, it } from 'vitest';
import { STATUS_BYTES_MAX } from '../../src/operations/status.ts';
import type { StatusView } from '../../src/runtime/api/index.ts';
import { AT, statusView } from '../support/backend/fake-views.ts';
import { connect } from '../support/connect.ts';

const ID_LENGTH_MAX = 120;
const long = (name: string, length = ID_LENGTH_MAX) => name.padEnd(length, 'x');

function crowded(entries: number): StatusView {
  const many = <T>(make: (at: number) => T) => Array.from({ length: entries }, (_, at) => make(at));
  return {
    ...statusView,
    mode_id: long('mode', 80),
    plan_id: long('plan'),
    active: many((at) => ({
      plane: long('plane', 80),
      node: long('node', 80),
      stage_kind: long('kind', 80),
      run_id: long(`run-${at}`),
      request_id: long('request'),
      attempt_id: long('attempt'),
      work: { family: long('family', 80), id: long('id'), title: long('title', 5000) },
      closure_root: null,
      since: AT,
      phase: 'running' as const,
    })),
    queues: Object.fromEntries(
      many((at) => [
        long(`family-${at}`, 80),
        { queue: 100000, active: 1, done: 100000, blocked: 9 },
      ]),
    ),
    closure: {
      root: long('root'),
      open: true,
      open_work: 100000,
      waits_for: long('waits', 2000),
      last_verdict: long('verdict', 80),
      deferred_roots: many(() => long('deferred')),
    },
    last: {
      node: long('node', 80),
      outcome: long('OUTCOME', 80),
      failure_class: long('failure', 80),
      summary: '\u20ac'.repeat(20_000),
      run_id: long('run'),
    },
    waiting: many(() => ({ work: long('work'), reason: 'dependency_missing', on: long('on') })),
    waiting_total: 1_000_000,
    pauses: many(() => ({ source: long('source', 300), reason: long('reason', 3000), until: AT })),
    problems: many(() => `"${long('problem', 3000)}"`),
    next: long('next', 3000),
  };
}

async function status(view: StatusView): Promise<unknown> {
  const { client } = await connect({ runtime: { status: () => view } });
  await client.listTools();
  return (await client.callTool({ name: 'status' })).structuredContent;
}

describe('status', () => {
  it('says what is there and leaves out what is not', async () => {
    expect(JSON.parse(JSON.stringify(await status(statusView)))).toMatchInlineSnapshot(`
      {
        "active": [],
        "closed_roots": 0,
        "closure": {
          "deferred_roots": 0,
          "open": true,
          "open_work": 1,
          "root": "subtract",
        },
        "condition": "working",
        "currentness": "current",
        "last": {
          "node": "planner",
          "outcome": "PLANNER_COMPLETE",
          "run_id": "run-000001",
          "summary": "The spec is planned.",
        },
        "loop": {
          "running": false,
          "should_run": false,
        },
        "mode": "default_offline",
        "next": "Call run_once to run the next stage.",
        "pauses": [],
        "plan_id": "plan-default_offline-0123456789ab",
        "problems": [],
        "problems_total": 0,
        "queues": {
          "spec": {
            "done": 1,
          },
          "task": {
            "done": 1,
            "queue": 1,
          },
        },
        "seq": 12,
        "simulated": true,
        "totals": {
          "cost_usd": 0.25,
          "stages": 2,
          "tokens": 900,
          "wall_minutes": 1,
        },
        "waiting": [],
        "waiting_total": 0,
      }
    `);
  });

  it.each([1, 3, 10, 1000])('stays small with %i entries in every list', async (entries) => {
    const answer = await status(crowded(entries));
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(STATUS_BYTES_MAX);
    expect(answer).toMatchObject({ waiting_total: 1_000_000, problems_total: entries });
  });
});
