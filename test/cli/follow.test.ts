import { expect, it } from 'vitest';
import { runCommand } from '../../src/cli/main.ts';
import {
  firstRuns,
  handOver,
  layout,
  Machine,
  type Opened,
  retire,
} from '../engine/support/process.ts';
import { fakeBackend } from '../support/backend/fake.ts';
import { PIPE } from '../support/terminal.ts';

interface Followed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Each sleep is one step of what happens meanwhile. */
async function follow(
  { runtime }: Opened,
  steps: readonly (() => Promise<void> | void)[],
  flags: readonly string[] = [],
): Promise<Followed> {
  const left = [...steps];
  const stop = new AbortController();
  let out = '';
  let err = '';
  const code = await runCommand(
    ['logs', '--follow', ...flags],
    {
      backend: { ...fakeBackend(), openRuntime: async () => runtime },
      root: '/work',
      version: '9.9.9',
    },
    {
      ...PIPE,
      cwd: '/work',
      signal: stop.signal,
      sleep: async () => {
        const step = left.shift();
        if (step === undefined) stop.abort();
        else await step();
      },
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
  );
  return { code, out, err };
}

async function running(): Promise<{ one: Opened; print: (text: string) => void }> {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  const [stage] = one.runtime.status().active;
  const path = `${layout.attempt(stage?.attempt_id ?? '')}/stdout`;
  let printed = '';
  const print = (text: string) => {
    printed += text;
    machine.disk.plant(path, printed);
  };
  return { one, print };
}

it('follows a stage by whole lines, each once, until it ends', async () => {
  const { one, print } = await running();
  print('one\ntwo\n');
  const end = async () => {
    await one.runtime.control(retire('blocked'));
    await one.runtime.tick({ wait_ms: 0 });
    print('even\nthe last');
  };
  const followed = await follow(one, [() => print('two\nthr'), () => print('ee\n'), end]);
  expect(followed).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "planner on spec/spec-add-a-subtract-function (Add a subtract function), run-248c1e89af9ed025-000001
    planner has ended; millrace show run-248c1e89af9ed025-000001 tells what comes of it
    ",
      "out": "one
    two
    two
    three
    even
    the last
    ",
    }
  `);
});

it('ends the looking and not the stage by a signal', async () => {
  const { one, print } = await running();
  print('one\n');
  const followed = await follow(one, [() => print('two\n')]);
  expect(followed.out).toBe('one\ntwo\n');
  expect(followed.err).toContain('planner goes on; millrace show run-');
  expect(one.runtime.status().active).toHaveLength(1);
});

it('does not wait for a stage that has ended while no loop applies what came of it', async () => {
  const { one, print } = await running();
  const end = async () => {
    const [stage] = one.runtime.status().active;
    one.attempts.cancel(stage?.attempt_id ?? '');
    print('one\n');
  };
  const followed = await follow(one, [end]);
  expect(one.runtime.status().active).toMatchObject([{ life: 'ended' }]);
  expect(followed.out).toBe('one\n');
  expect(followed.err).toContain('planner has ended');
});

it('reads the rest of an output that is longer than one look', async () => {
  const { one, print } = await running();
  print('one\n');
  const long = Array.from({ length: 30_000 }, (_, at) => `${at} ${'x'.repeat(90)}`);
  const end = async () => {
    await one.runtime.control(retire('blocked'));
    await one.runtime.tick({ wait_ms: 0 });
    print(long.join('\n'));
  };
  const lines = (await follow(one, [end])).out.trimEnd().split('\n');
  expect(lines).toEqual(['one', ...long]);
});

it('refuses what is not for a person', async () => {
  const { one } = await running();
  for (const flags of [['--json'], ['--limit', '0']]) {
    const { code, err } = await follow(one, [], flags);
    expect([code, err]).toEqual([2, expect.stringContaining('logs --follow does not accept')]);
  }
});
