import { expect, it } from 'vitest';
import { Bench } from './support/bench.ts';
import { HARNESSES, type Harness, times } from './support/harnesses.ts';
import { does, type Play, runs, says, succeeds } from './support/stages.ts';

interface Case {
  readonly scenario: string;
  /** A model of its own for each harness. */
  readonly play: () => Play;
  /** What the first call comes to. */
  readonly answer: object;
  /** Of the attempt's end, as it is recorded. */
  readonly failure_class: string | null;
  /** Stages' worth of tokens that are counted. */
  readonly stages: number;
}

const applied = (outcome: string, failure_class?: string) => ({
  did: 'applied',
  applied: { node: 'planner', outcome, ...(failure_class ? { failure_class } : {}) },
});

/** Files first, then this as the last word, whatever it is. */
const saying = (...texts: readonly string[]) => {
  return (): Play => {
    const left = [...texts];
    return (stage) => {
      if (stage.turn === 0) return does(stage, 'PLANNER_COMPLETE');
      return says(left.shift() ?? '### PLANNER_COMPLETE');
    };
  };
};

const CASES: readonly Case[] = [
  {
    scenario: 'success',
    play: () => succeeds,
    answer: applied('PLANNER_COMPLETE'),
    failure_class: null,
    stages: 1,
  },
  {
    scenario: 'no marker, mended in the same session',
    play: saying('All done.'),
    answer: applied('PLANNER_COMPLETE'),
    failure_class: null,
    stages: 2,
  },
  {
    scenario: 'two markers, twice',
    play: saying(...Array.from({ length: 2 }, () => '### BLOCKED\n\n### PLANNER_COMPLETE')),
    answer: applied('BLOCKED', 'contract_violation'),
    failure_class: 'contract_violation',
    stages: 2,
  },
  {
    scenario: 'a marker of another stage, twice',
    play: saying('### BUILDER_COMPLETE', '### BUILDER_COMPLETE'),
    answer: applied('BLOCKED', 'contract_violation'),
    failure_class: 'contract_violation',
    stages: 2,
  },
  {
    scenario: 'a line of 300 KB',
    play: () => (stage) =>
      stage.turn === 0
        ? runs("head -c 300000 /dev/zero | tr '\\0' B")
        : says('### PLANNER_COMPLETE'),
    answer: applied('PLANNER_COMPLETE'),
    failure_class: null,
    stages: 1,
  },
];

const REFUSALS: readonly (readonly [number, string])[] = [
  [400, 'runner_bad_configuration'],
  [401, 'runner_not_logged_in'],
  [429, 'provider_rate_limited'],
  [500, 'provider_failure'],
  [529, 'provider_failure'],
];

const all = HARNESSES.flatMap((harness) => CASES.map((one) => ({ harness, ...one })));

it.each(all)('$harness.name: $scenario', async ({ harness, ...one }) => {
  const bench = new Bench(one.play());
  try {
    await bench.ready([harness], harness.mode);
    expect(await bench.tick()).toMatchObject(one.answer);
    await ended(bench, harness, one);
  } finally {
    await bench.close();
  }
});

const refused = HARNESSES.flatMap((harness) =>
  REFUSALS.map(([status, failure_class]) => ({ harness, status, failure_class })),
);

it.each(refused)('$harness.name: the model refuses with $status', async ({ harness, ...one }) => {
  const { status, failure_class } = one;
  const bench = new Bench(() => ({ status, message: 'scripted' }));
  try {
    await bench.ready([harness], harness.mode);
    await paused(bench, failure_class);
    expect(bench.survivors()).toBe(0);
    note(bench, harness, `the model refuses with ${status}`, failure_class);
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: the model cannot be reached', async (harness) => {
  const bench = new Bench(succeeds);
  try {
    await bench.ready([harness], harness.mode);
    await bench.model.stop();
    await paused(bench, 'network_unreachable');
    expect(bench.survivors()).toBe(0);
    note(bench, harness, 'the model cannot be reached', 'network_unreachable');
  } finally {
    await bench.close();
  }
});

/** Nothing is spent, and the same request goes on when the trouble is over. */
async function paused(bench: Bench, failure_class: string): Promise<void> {
  expect(await bench.tick()).toMatchObject({ did: 'paused', condition: 'paused' });
  const ends = bench.workspace.changes().filter(({ k }) => k === 'attempt-end@1');
  expect(ends).toMatchObject([{ outcome: 'ended' }]);
  const { pauses, totals } = await bench.workspace.answer('status');
  const holds = failure_class.startsWith('runner_');
  expect({ pauses, totals }).toMatchObject({
    pauses: [holds ? { source: 'runner' } : { source: 'provider', reason: failure_class }],
    totals: { stages: 0 },
  });
}

async function ended(bench: Bench, harness: Harness, one: Omit<Case, 'answer'>): Promise<void> {
  const expected = times(one.stages, harness);
  expect(bench.spent()).toEqual(expected);
  expect(bench.survivors()).toBe(0);
  const { scenario, failure_class } = one;
  const result = failure_class === null ? 'applied' : 'recovery';
  bench.report({ harness: harness.name, scenario, result, failure_class, expected });
}

function note(bench: Bench, harness: Harness, scenario: string, failure_class: string): void {
  expect(bench.spent()).toEqual(harness.refused);
  const row = { harness: harness.name, scenario, result: 'paused', failure_class };
  bench.report({ ...row, expected: harness.refused });
}
