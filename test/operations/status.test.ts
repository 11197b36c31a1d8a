import { describe, expect, it } from 'vitest';
import { STATUS_BYTES_MAX } from '../../src/operations/status.ts';
import type { StatusView } from '../../src/runtime/api/index.ts';
import { AT, about, spec, statusView } from '../support/backend/fake-views.ts';
import { connect } from '../support/connect.ts';

const ID_LENGTH_MAX = 120;
const long = (name: string, length = ID_LENGTH_MAX) => name.padEnd(length, 'x');

const whom = {
  ...about,
  root: long('root'),
  item: long('item', 200),
  title: long('title', 5000),
};

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
      about: whom,
      life: 'alive' as const,
    })),
    specs: many(() => ({ ...spec, ...whom, root: long('root'), title: long('title', 5000) })),
    blockers: many(() => ({ kind: 'blocked' as const, about: whom })),
    blockers_total: 1_000_000,
    queues: Object.fromEntries(
      many((at) => [
        long(`family-${at}`, 80),
        { queue: 100000, active: 1, done: 100000, blocked: 9 },
      ]),
    ),
    last: {
      node: long('node', 80),
      outcome: long('OUTCOME', 80),
      failure_class: long('failure', 80),
      summary: '\u20ac'.repeat(20_000),
      run_id: long('run'),
      about: whom,
    },
    pauses: many(() => ({ source: long('source', 300), reason: long('reason', 3000), until: AT })),
    problems: many(() => `"${long('problem', 3000)}"`),
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
        "blockers": [],
        "blockers_total": 0,
        "closed_roots": 0,
        "condition": "ready",
        "currentness": "current",
        "delegation": "suggest",
        "last": {
          "item": "spec/subtract",
          "node": "planner",
          "outcome": "PLANNER_COMPLETE",
          "root": "subtract",
          "run_id": "run-000001",
          "state": "building",
          "summary": "The spec is planned.",
          "title": "Subtract",
        },
        "loop": {
          "running": false,
          "should_run": false,
        },
        "mode": "default_offline",
        "next": "Call run_start: work is ready to run.",
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
        "specs": [
          {
            "cost_usd": 0.25,
            "done": "1 of 2",
            "root": "subtract",
            "stages": 2,
            "state": "building",
            "title": "Subtract",
            "tokens": 900,
          },
        ],
        "totals": {
          "cost_usd": 0.25,
          "stages": 2,
          "tokens": 900,
          "wall_minutes": 1,
        },
      }
    `);
  });

  it.each([1, 3, 10, 1000])('stays small with %i entries in every list', async (entries) => {
    const answer = await status(crowded(entries));
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(STATUS_BYTES_MAX);
    expect(answer).toMatchObject({ blockers_total: 1_000_000, problems_total: entries });
  });
});
