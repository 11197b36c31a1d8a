import { describe, expect, it } from 'vitest';
import { countUsage } from '../../src/runtime/kernel/evolve/usage.ts';
import {
  baseText,
  pause,
  resume,
  stateFrom,
  stopOverspent,
  USAGE_PAUSE,
} from '../../src/runtime/kernel/index.ts';
import { judgeUsage } from '../../src/runtime/kernel/schedule/usage-rules.ts';
import { NOTHING_USED } from '../../src/runtime/kernel/state/usage.ts';
import { DAY_MS, governanceOf, rule } from './support/governance.ts';
import { tell } from './support/scene.ts';
import { blockers, pauseOf, running, spend, used } from './support/usage.ts';

const HOUR_MS = 3_600_000;

describe('a rolling window', () => {
  it('pauses when it is full, and goes on in the minute in which enough has left it', () => {
    const scene = running({ rules: [rule('rolling_5h', 300)] });
    expect(spend(scene, 100)).toEqual(['attempt lost', 'attempt 2 after lost']);
    scene.ledger.now_ms += HOUR_MS;
    expect(spend(scene, 250)).toEqual([
      'attempt lost',
      'pause by usage_governance until 2026-01-01T05:01:00.000Z',
    ]);
    expect(scene.pass(4 * HOUR_MS)).toEqual([]);
    expect(scene.pass(59_999)).toEqual([]);
    expect(scene.pass(1)).toEqual(['resume', 'attempt 3 after lost']);
    expect(blockers(scene)).toEqual([]);
  });

  it('drops the oldest first, until the rest is below the threshold', () => {
    const scene = running({ rules: [rule('rolling_5h', 100)] });
    for (const tokens of [10, 20, 30]) {
      spend(scene, tokens);
      scene.ledger.now_ms += HOUR_MS;
    }
    scene.ledger.rules = { rules: [rule('rolling_5h', 30)] };
    expect(blockers(scene)).toEqual([
      'rolling_5h 60+0/30 until 2026-01-01T07:01:00.000Z: 60 of 30 tokens used in five hours',
    ]);
  });
});

it('a calendar day and week end when clocks say so, and a rule holds until the last of them', () => {
  const scene = running({ rules: [rule('calendar_day', 100), rule('calendar_week', 500)] });
  expect(spend(scene, 150).at(-1)).toBe('pause by usage_governance until 2026-01-02T00:00:00.000Z');
  expect(scene.pass(DAY_MS)).toEqual(['resume', 'attempt 2 after lost']);
  expect(spend(scene, 350).at(-1)).toBe('pause by usage_governance until 2026-01-05T00:00:00.000Z');
  expect(pauseOf(scene)?.blockers?.map(({ rule_id }) => rule_id)).toEqual([
    'calendar_day',
    'calendar_week',
  ]);
  expect(scene.pass(2 * DAY_MS)).toEqual([
    'pause by usage_governance until 2026-01-05T00:00:00.000Z',
  ]);
  expect(scene.pass(DAY_MS)).toEqual(['resume', 'attempt 3 after lost']);
});

it.each([
  ['per_run', '120 of 100 tokens used by the run run-0000-000001'],
  ['per_stage', '120 of 100 tokens used by the stage request-0000-000001'],
  ['per_item', '120 of 100 tokens used by the work item spec/s'],
  ['per_lineage', '120 of 100 tokens used by the lineage s'],
  ['daemon_session', '120 of 100 tokens used since the loop was started'],
] as const)(
  'a rule %s does not end by itself, but when its threshold is raised',
  (window, detail) => {
    const scene = running({ rules: [rule(window, 100)] });
    expect(spend(scene, 120).at(-1)).toBe('pause by usage_governance until null');
    expect(pauseOf(scene)?.reason).toBe(`rule ${window}: ${detail}`);
    expect(scene.pass(30 * DAY_MS)).toEqual([]);
    scene.ledger.rules = { rules: [rule(window, 200)] };
    expect(scene.go()).toEqual(['resume', 'attempt 2 after lost']);
  },
);

it('of one run counts that run alone, and the session counts from the start of its loop', () => {
  const scene = running({ rules: [rule('per_run', 100), rule('daemon_session', 150)] });
  spend(scene, 90);
  scene.end('PLANNER_COMPLETE');
  const started = { event: 'started', session: 'b', at: scene.ledger.now } as const;
  scene.ledger.apply([{ k: 'loop@1', ...started }]);
  expect(scene.state.usage.session).toEqual(NOTHING_USED);
  expect(blockers(scene)).toEqual([]);
});

describe('a hard rule', () => {
  const hard = [rule('calendar_day', 1000, { hard: true })];

  it('starts no stage that may not fit, by the most that one of its kind has used', () => {
    const scene = running({ rules: hard, estimated_stage_tokens: 400 });
    expect(spend(scene, 450).at(-1)).toBe('attempt 2 after lost');
    expect(spend(scene, 200).at(-1)).toBe(
      'pause by usage_governance until 2026-01-02T00:00:00.000Z',
    );
    expect(blockers(scene)).toEqual([
      'calendar_day 650+650/1000 until 2026-01-02T00:00:00.000Z: 650 of 1000 tokens used today, ' +
        'and stages that run or come next may use 650',
    ]);
  });

  it('says that nothing ends it when one stage alone may use more', () => {
    const scene = running({ rules: hard, estimated_stage_tokens: 2000 });
    expect(pauseOf(scene)).toMatchObject({ until: null });
    expect(blockers(scene)).toEqual([
      'calendar_day 0+2000/1000 until null: 0 of 1000 tokens used today, ' +
        'and stages that run or come next may use 2000',
    ]);
  });
});

it.each([
  ['calendar_day', 'it was stopped because the usage rule calendar_day was reached'],
  ['per_run', null],
] as const)('a hard rule %s is reached by what stages use that run side by side', (window, why) => {
  const scene = running({ rules: [rule(window, 1000, { hard: true })] }, 'learning');
  scene.admit('learning_request', 'l');
  scene.go();
  const { ledger, state } = scene;
  const runs = [...state.runs.values()];
  const told = new Map(runs.map(({ request }) => [request?.live?.id ?? '', used(600)]));
  expect(told.size).toBe(2);
  const stops = runs.map((run) => stopOverspent(ledger.facts, state, run, told));
  const reasons = stops.map((stop) => {
    return stop?.changes.flatMap((change) => (change.k === 'retire@1' ? change.reason : []));
  });
  expect(reasons).toEqual(why === null ? [undefined, undefined] : [[why], [why]]);
});

describe('what is not told', () => {
  it.each([
    ['count_as_estimate', 'pause by usage_governance until 2026-01-02T00:00:00.000Z'],
    ['ignore', 'attempt 3 after lost'],
    ['block', null],
  ] as const)('is taken as the config says: %s', (unknown_usage, told) => {
    const rules = { rules: [rule('calendar_day', 200)], unknown_usage };
    const scene = running(rules, 'learning');
    const first = spend(scene, null);
    if (unknown_usage === 'block') {
      expect(first.at(-1)).toBe('pause by usage_governance until 2026-01-02T00:00:00.000Z');
      expect(pauseOf(scene)?.reason).toBe(
        'rule calendar_day: 0 of 200 tokens used today; 1 stages did not tell, which is not allowed',
      );
      return;
    }
    expect(first.at(-1)).toBe('attempt 2 after lost');
    expect(spend(scene, null).at(-1)).toBe(told);
  });
});

it('a person is told once that four fifths are used, and again when the threshold is another', () => {
  const scene = running({ rules: [rule('calendar_week', 1000)] });
  spend(scene, 799);
  expect(scene.state.usage_warned.size).toBe(0);
  expect(spend(scene, 1)).toEqual(['attempt lost', 'usage-warning', 'attempt 3 after lost']);
  expect(
    scene.ledger.records.flatMap(({ c }) => c).filter(({ k }) => k === 'usage-warning@1'),
  ).toEqual([
    {
      k: 'usage-warning@1',
      rule_id: 'calendar_week',
      window: 'calendar_week',
      subject: null,
      observed: 800,
      threshold: 1000,
    },
  ]);
  expect(spend(scene, 1)).not.toContain('usage-warning');
  scene.ledger.rules = { rules: [rule('calendar_week', 1001)] };
  expect(scene.go()).toEqual(['usage-warning']);
});

describe('the pause', () => {
  it('counts what was used before there was a rule, and ends with the rules', () => {
    const scene = running(null);
    spend(scene, 500);
    scene.ledger.rules = { rules: [rule('calendar_day', 100)] };
    expect(scene.go()).toEqual(['pause by usage_governance until 2026-01-02T00:00:00.000Z']);
    scene.ledger.rules = null;
    expect(scene.go()).toEqual(['resume']);
  });

  it('is told anew when another rule joins it, and not when nothing changes', () => {
    const scene = running({ rules: [rule('calendar_day', 100)] });
    spend(scene, 150);
    expect(scene.go()).toEqual([]);
    scene.ledger.rules = { rules: [rule('calendar_day', 100), rule('calendar_week', 120)] };
    expect(scene.go()).toEqual(['pause by usage_governance until 2026-01-05T00:00:00.000Z']);
  });

  it('stands beside that of an operator, and no resume lifts it while its rule holds', () => {
    const scene = running({ rules: [rule('calendar_day', 100)] });
    spend(scene, 150);
    const { ledger, state } = scene;
    ledger.apply(pause(state, 'lunch')?.changes ?? []);
    expect([...state.pauses.keys()]).toEqual([USAGE_PAUSE, 'operator']);
    expect(resume(ledger.facts, state, true)?.changes.map(tell)).toEqual(['resume']);
    ledger.apply(resume(ledger.facts, state, true)?.changes ?? []);
    expect([...state.pauses.keys()]).toEqual([USAGE_PAUSE]);
  });

  it('stays without auto_resume until somebody resumes, once no rule holds', () => {
    const scene = running({ rules: [rule('calendar_day', 100)], auto_resume: false });
    expect(spend(scene, 150).at(-1)).toBe('pause by usage_governance until null');
    const { ledger, state } = scene;
    expect(resume(ledger.facts, state, false)).toBeNull();
    expect(scene.pass(DAY_MS)).toEqual([]);
    ledger.apply(resume(ledger.facts, state, false)?.changes ?? []);
    expect(scene.go()).toEqual(['attempt 2 after lost']);
  });

  it('has no end any more once auto_resume is off, also when that is seen after its end', () => {
    const rules = { rules: [rule('calendar_day', 100)] };
    const scene = running(rules);
    expect(spend(scene, 150).at(-1)).toBe(
      'pause by usage_governance until 2026-01-02T00:00:00.000Z',
    );
    scene.ledger.rules = { ...rules, auto_resume: false };
    expect(scene.pass(DAY_MS)).toEqual(['pause by usage_governance until null']);
    expect(pauseOf(scene)?.reason).toBe('rule calendar_day: 150 of 100 tokens used today');
    expect(scene.go()).toEqual([]);
  });
});

it('a clock that was ahead for a while keeps nothing for longer than its window', () => {
  const scene = running({ rules: [rule('rolling_5h', 100), rule('calendar_day', 100)] });
  scene.ledger.now_ms += 400 * DAY_MS;
  spend(scene, 150);
  scene.ledger.now_ms -= 400 * DAY_MS;
  expect(scene.go()).toEqual(['pause by usage_governance until 2026-01-02T00:00:00.000Z']);
  expect(scene.go()).toEqual([]);
  expect(scene.pass(DAY_MS)).toEqual(['resume', 'attempt 2 after lost']);
});

it('what is read back from a checkpoint judges the same', () => {
  const scene = running({ rules: [rule('rolling_5h', 300), rule('per_item', 300)] });
  spend(scene, 280);
  const again = stateFrom([baseText(scene.state)]);
  expect(again.usage).toEqual(scene.state.usage);
  expect(again.spends).toEqual(scene.state.spends);
  const governance = governanceOf(scene.ledger.rules ?? {}, scene.ledger.now_ms);
  const judged = judgeUsage(governance, again, scene.ledger.now_ms);
  expect(judged).toEqual(judgeUsage(governance, scene.state, scene.ledger.now_ms));
});

const ATTEMPTS = 20_000;
const EVERY_MS = 3 * 60_000;

it('what is kept of it does not grow: an evaluation costs the same after any number of attempts', () => {
  const scene = running(null);
  const { state } = scene;
  const [run] = state.runs.values();
  if (run === undefined) throw new Error('nothing runs');
  for (let n = 0; n < ATTEMPTS; n += 1) {
    state.at = new Date(scene.ledger.now_ms + n * EVERY_MS).toISOString();
    const ended = { usage: used(10), isUntold: false, isPlayed: false };
    countUsage(state, run, { ...ended, at: state.at });
  }
  const { minutes, quarters } = state.usage;
  const sizes = [minutes.length, quarters.length, state.spends.size, state.largest_spends.size];
  expect(sizes).toEqual([302, 680, 3, 1]);
  expect(state.usage.session.tokens).toBe(10 * ATTEMPTS);
});
