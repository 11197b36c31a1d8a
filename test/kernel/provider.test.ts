import { describe, expect, it } from 'vitest';
import { PlanIndex, type Verdict } from '../../src/runtime/kernel/index.ts';
import { planOf } from '../support/kernel/plans.ts';
import { Scene, tell } from './support/scene.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function trouble(retry_after_ms: number | null): Verdict {
  const failure_class = retry_after_ms === null ? 'provider_failure' : 'provider_rate_limited';
  return { kind: 'failure', failure_class, summary: '', policy: 'rest', retry_after_ms };
}

/** The running stage meets its provider's trouble; then what follows by itself. */
function fail(scene: Scene, retry_after_ms: number | null = null): string[] {
  return [...scene.apply(trouble(retry_after_ms)), ...scene.go()];
}

const QUEUED = 1000;

it.each([
  ['that names no time', null],
  ['that says to come back in a second', 1000],
])('a queue of 1,000 items survives an outage of two hours %s', (_, named_ms) => {
  const scene = new Scene('shipped');
  for (let n = 0; n < QUEUED; n += 1) scene.admit('task', `t${n}`);
  scene.go();
  const began_ms = scene.ledger.now_ms;
  const before = scene.ledger.records.length;
  while (scene.ledger.now_ms < began_ms + 2 * HOUR_MS) {
    fail(scene, named_ms);
    const [[, { until } = { until: null }] = []] = scene.state.pauses;
    if (until === null) throw new Error('nothing ends the pause');
    scene.ledger.now_ms = Date.parse(until);
    scene.go();
  }
  expect(
    scene.ledger.records
      .slice(before)
      .flatMap(({ c }) => c)
      .map(({ k }) => k),
  ).not.toContain('route@1');
  const { depth, counters, runs } = scene.state;
  expect(depth.get('task')).toMatchObject({ queue: QUEUED - 1, active: 1, blocked: 0 });
  expect({ counters: [...counters], runs: runs.size }).toEqual({ counters: [], runs: 1 });
  // Asked a few times, not thousands.
  expect(scene.ledger.records.length - before).toBeLessThan(40);
  expect(scene.end('BUILDER_COMPLETE')[0]).toBe('result BUILDER_COMPLETE');
});

it('waits as long as it is told, and after some attempts at least as long as by itself', () => {
  const scene = new Scene('shipped');
  scene.admit('spec', 's');
  scene.go();
  const waits_s = Array.from({ length: 11 }, () => {
    fail(scene, 5000);
    const [[, { until } = { until: null }] = []] = scene.state.pauses;
    const wait_ms = Date.parse(until ?? '') - scene.ledger.now_ms;
    scene.pass(wait_ms);
    return wait_ms / 1000;
  });
  expect(waits_s).toEqual([5, 5, 5, 60, 120, 240, 480, 960, 1800, 1800, 1800]);
});

describe('a plan whose stages two harnesses run', () => {
  /** The learning plane has a harness of its own. */
  function twoHarnesses(): Scene {
    const scene = new Scene('learning');
    const plan = planOf('learning');
    const graphs = Object.entries(plan.graphs_by_plane).map(([plane, graph]) => {
      const other = {
        ...graph,
        nodes: graph.nodes.map((one) => ({ ...one, runner_name: 'other' })),
      };
      return [plane, plane === 'learning' ? other : graph];
    });
    const [runner] = Object.values(plan.runners);
    if (runner === undefined) throw new Error('no runner');
    scene.ledger.index = new PlanIndex({
      ...plan,
      graphs_by_plane: Object.fromEntries(graphs),
      runners: { ...plan.runners, other: runner },
    });
    return scene;
  }

  it('rests where the account of one has had enough, and goes on where the other runs', () => {
    const scene = twoHarnesses();
    scene.admit('spec', 's');
    expect(scene.go().at(-1)).toBe('attempt 1');
    expect(fail(scene)).toEqual([
      'attempt ended',
      'pause by provider:claude_cli until 2026-01-01T00:01:00.000Z',
    ]);
    scene.admit('learning_request', 'l');
    scene.admit('spec', 'other');
    expect(scene.go()).toEqual([
      'learning_request/l to active',
      'run learning_request/l',
      'request analyst',
      'attempt 1',
    ]);
    expect(scene.pass(MINUTE_MS)).toEqual(['resume', 'attempt 2 after lost']);
  });

  it('claims nothing for the one that rests', () => {
    const scene = twoHarnesses();
    scene.admit('learning_request', 'l');
    scene.go();
    fail(scene);
    expect(scene.state.depth.get('learning_request')).toMatchObject({ active: 1 });
    scene.admit('spec', 's');
    expect(scene.go()).toEqual(
      expect.arrayContaining(['spec/s to active', 'request planner', 'attempt 1']),
    );
  });

  it('rests as a whole for what holds everything', () => {
    const scene = twoHarnesses();
    scene.admit('spec', 's');
    scene.go();
    const verdict = {
      failure_class: 'runner_not_logged_in',
      summary: 'log in',
      policy: 'hold',
    } as const;
    expect(scene.apply({ kind: 'failure', retry_after_ms: null, ...verdict })).toEqual([
      'attempt ended',
      'pause by runner until null',
    ]);
    scene.admit('learning_request', 'l');
    expect(scene.go()).toEqual([]);
    expect(scene.state.counters.size).toBe(0);
  });

  it('says of two accounts in trouble when each goes on', () => {
    const scene = twoHarnesses();
    scene.admit('spec', 's');
    scene.go();
    fail(scene, 10 * MINUTE_MS);
    scene.admit('learning_request', 'l');
    scene.go();
    expect(scene.apply(trouble(null)).map((line) => line)).toContain(
      'pause by provider:other until 2026-01-01T00:01:00.000Z',
    );
    expect([...scene.state.pauses].map(([source, { until }]) => `${source} ${until}`)).toEqual([
      'provider:claude_cli 2026-01-01T00:10:00.000Z',
      'provider:other 2026-01-01T00:01:00.000Z',
    ]);
    expect(scene.pass(MINUTE_MS)).toEqual(['resume', 'attempt 2 after lost']);
    expect(scene.ledger.records.at(-1)?.c.map(tell)).toEqual(['attempt 2 after lost']);
  });
});
