import { expect, it } from 'vitest';
import type { Reply } from './support/api.ts';
import { Bench, type Setting } from './support/bench.ts';
import { concluded, withEach } from './support/cases.ts';
import { HARNESSES, type Harness, times } from './support/harnesses.ts';
import { does, type Play, runs, says, succeeds } from './support/stages.ts';

const LONG = 300_000;

interface Case {
  readonly scenario: string;
  readonly setting?: Setting;
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
    scenario: 'no marker beside a result file',
    play: saying('All done.'),
    answer: applied('PLANNER_COMPLETE'),
    failure_class: null,
    stages: 1,
  },
  {
    scenario: 'a marker unlike the result file, mended in the same session',
    play: saying('### BLOCKED'),
    answer: applied('PLANNER_COMPLETE'),
    failure_class: null,
    stages: 2,
  },
  {
    scenario: 'two markers beside a result file',
    play: saying('### BLOCKED\n\n### PLANNER_COMPLETE'),
    answer: applied('PLANNER_COMPLETE'),
    failure_class: null,
    stages: 1,
  },
  {
    scenario: 'a marker of another stage, twice',
    play: saying('### BUILDER_COMPLETE', '### BUILDER_COMPLETE'),
    answer: applied('BLOCKED', 'contract_violation'),
    failure_class: 'contract_violation',
    stages: 2,
  },
  {
    scenario: 'a tool that prints 300 KB in a line',
    play: () => (stage) =>
      stage.turn === 0
        ? runs("head -c 300000 /dev/zero | tr '\\0' B")
        : says('### PLANNER_COMPLETE'),
    answer: applied('PLANNER_COMPLETE'),
    failure_class: null,
    stages: 1,
  },
  {
    scenario: 'an answer of 300 KB in a line',
    play: saying(`${'B'.repeat(LONG)}\n\n### PLANNER_COMPLETE`),
    answer: applied('PLANNER_COMPLETE'),
    failure_class: null,
    stages: 1,
  },
  {
    scenario: 'a dropped stream, repeated by the harness',
    play: () => {
      let asked = 0;
      return (stage) => {
        asked += 1;
        return asked === 2 ? { text: 'half', drop: true } : succeeds(stage);
      };
    },
    setting: { retries: 1 },
    answer: applied('PLANNER_COMPLETE'),
    failure_class: null,
    stages: 1,
  },
];

interface Trouble {
  readonly scenario: string;
  readonly failure_class: string;
  /** Of the model, each time. */
  readonly reply: Reply;
  readonly setting?: Setting;
  /** How many requests reach the model. */
  readonly requests?: (harness: Harness) => number;
}

const REFUSALS: readonly (readonly [number, string])[] = [
  [400, 'runner_bad_configuration'],
  [401, 'runner_not_logged_in'],
  [429, 'provider_rate_limited'],
  [500, 'provider_failure'],
  [529, 'provider_failure'],
];

it.each(withEach(CASES))('$harness.name: $scenario', async ({ harness, ...one }) => {
  const bench = new Bench(one.play());
  try {
    await bench.ready([harness], harness.mode, one.setting);
    expect(await bench.tick()).toMatchObject(one.answer);
    concluded(bench, harness, {
      scenario: one.scenario,
      result: one.failure_class === null ? 'applied' : 'recovery',
      failure_class: one.failure_class,
      expected: times(one.stages, harness),
    });
  } finally {
    await bench.close();
  }
});

/** Trouble of the provider: the stage is tried again later, and spends nothing until then. */
const TROUBLES: readonly Trouble[] = [
  ...REFUSALS.map(([status, failure_class]) => ({
    scenario: `the model refuses with ${status}`,
    failure_class,
    reply: { status, message: 'scripted' },
  })),
  {
    scenario: 'the stream drops each time',
    failure_class: 'network_unreachable',
    reply: { text: 'half', drop: true },
  },
  {
    scenario: 'a storm of retries',
    failure_class: 'provider_failure',
    reply: { status: 500, message: 'scripted' },
    setting: { retries: 1 },
    requests: ({ storm_requests }) => storm_requests,
  },
];

it.each(withEach(TROUBLES))('$harness.name: $scenario', async ({ harness, ...one }) => {
  const bench = new Bench(() => one.reply);
  try {
    await bench.ready([harness], harness.mode, one.setting);
    await paused(bench, one.failure_class);
    if (one.requests !== undefined) expect(bench.model.asked).toHaveLength(one.requests(harness));
    rested(bench, harness, one);
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: a prompt of 200 KB', async (harness) => {
  const bench = new Bench(succeeds);
  try {
    await bench.ready([harness], harness.mode, {
      prepare: (workspace) => {
        const path = 'millrace-agents/entrypoints/planning/planner.md';
        workspace.write(path, `${workspace.read(path)}\n${'Plan with care.\n'.repeat(13_000)}`);
      },
    });
    expect(await bench.tick()).toMatchObject(applied('PLANNER_COMPLETE'));
    expect(bench.model.asked[0]?.prompt?.length).toBeGreaterThan(200_000);
    concluded(bench, harness, {
      scenario: 'a prompt of 200 KB',
      result: 'applied',
      failure_class: null,
      expected: harness.stage,
    });
  } finally {
    await bench.close();
  }
});

const patient = HARNESSES.filter(({ headers_limit }) => headers_limit.length > 0);

it.each(patient)('$name: gives up on headers by itself', async (harness) => {
  const bench = new Bench(() => ({ stall: 'before' }));
  try {
    await bench.ready([harness], harness.mode, { more: harness.headers_limit });
    const one = { scenario: 'its own limit for headers', failure_class: 'network_unreachable' };
    await paused(bench, one.failure_class);
    rested(bench, harness, one);
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: the model cannot be reached', async (harness) => {
  const bench = new Bench(succeeds);
  try {
    await bench.ready([harness], harness.mode);
    await bench.model.stop();
    const one = { scenario: 'the model cannot be reached', failure_class: 'network_unreachable' };
    await paused(bench, one.failure_class);
    rested(bench, harness, one);
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: retries until its time is over', async (harness) => {
  const bench = new Bench(succeeds);
  try {
    const lines = '[stages.planner]\ntimeout_seconds = 6';
    await bench.ready([harness], harness.mode, { retries: 10, lines });
    await bench.model.stop();
    await paused(bench, 'network_unreachable');
    concluded(bench, harness, {
      scenario: 'retries until its time is over',
      result: 'paused',
      failure_class: 'network_unreachable',
      expected: null,
    });
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

function rested(
  bench: Bench,
  harness: Harness,
  { scenario, failure_class }: Pick<Trouble, 'scenario' | 'failure_class'>,
): void {
  concluded(bench, harness, {
    scenario,
    result: 'paused',
    failure_class,
    expected: harness.refused,
  });
}
