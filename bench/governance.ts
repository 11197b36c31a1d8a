import { countUsage } from '../src/runtime/kernel/evolve/usage.ts';
import { type Governance, judgeUsage, type Run, State } from '../src/runtime/kernel/index.ts';
import { type UsageWindow, usageWindow } from '../src/runtime/plan/index.ts';
import { type Row, statOf, timed } from './measure.ts';

const ENTRIES = 1_000_000;
const EVERY_MS = 3000;
const SAMPLES = 2000;
const LIMIT_MS = 0.1;
const START_MS = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

/** What it costs to ask every rule, after a million attempts that used something. */
export function measureGovernance(): Row[] {
  const state = new State();
  const run = activeRun();
  state.runs.set(run.id, run);
  for (let entry = 0; entry < ENTRIES; entry += 1) {
    state.at = new Date(START_MS + entry * EVERY_MS).toISOString();
    const none = { cached_input_tokens: 0, output_tokens: 0, thinking_tokens: 0 };
    const usage = { input_tokens: 900, ...none, total_tokens: 900, cost_usd: 0.01 };
    countUsage(state, run, { usage, isUntold: false, isPlayed: false, at: state.at });
  }
  const now_ms = START_MS + ENTRIES * EVERY_MS;
  return [
    rowOf('a rule of each window', governanceAt(now_ms), state, now_ms),
    rowOf('those and a budget of all workspaces', withOthers(now_ms, state), state, now_ms),
  ];
}

function rowOf(rules: string, governance: Governance, state: State, now_ms: number): Row {
  const samples = Array.from({ length: SAMPLES }, () =>
    timed(() => judgeUsage(governance, state, now_ms)),
  );
  const time = statOf(samples);
  return {
    what: `evaluation of usage, ${ENTRIES.toLocaleString('en')} entries, ${rules}`,
    time,
    limit: `p50 ${LIMIT_MS} ms`,
    ok: time.p50 <= LIMIT_MS,
  };
}

function governanceAt(now_ms: number): Governance {
  const day_ms = now_ms - ((now_ms - START_MS) % DAY_MS);
  const week_ms = now_ms - ((now_ms - START_MS) % (7 * DAY_MS));
  const rule = (window: UsageWindow) => ({ rule_id: window, window, hard: true, threshold: 1e9 });
  return {
    auto_resume: true,
    rules: usageWindow.options.flatMap((window) => [
      { ...rule(window), metric: 'total_tokens' as const },
      { ...rule(window), metric: 'cost_usd' as const },
    ]),
    unknown_usage: 'count_as_estimate',
    estimated_stage_tokens: 1000,
    estimated_stage_cost_usd: 1,
    account: null,
    closed: null,
    quota: null,
    calendar: {
      day: { from_ms: day_ms, to_ms: day_ms + DAY_MS },
      week: { from_ms: week_ms, to_ms: week_ms + 7 * DAY_MS },
    },
  };
}

/** The others have used as much as this one. */
function withOthers(now_ms: number, { usage }: State): Governance {
  const { rules, calendar, ...governance } = governanceAt(now_ms);
  const timed_rules = rules.filter(({ window }) => /rolling|calendar/.test(window));
  const { minutes, quarters } = usage;
  const reserved = { tokens: 0, untold: 0, cost_usd: 0, unpriced: 0 };
  const others = { minutes, quarters, reserved };
  const account = { ...governance, rules: timed_rules, calendar, others };
  return { ...governance, rules, calendar, account };
}

function activeRun(): Run {
  return {
    kind: 'item',
    key: 'spec/s',
    root: 's',
    id: 'run-1',
    plane: 'planning',
    node: 'planner',
    since: '2026-01-05T00:00:00.000Z',
    started_at: '2026-01-05T00:00:00.000Z',
    met: new Map(),
    request: null,
    retire: null,
    stages: [],
    first_seq: 1,
    failure_class: null,
    plan_id: 'plan',
    notes: [],
  };
}
