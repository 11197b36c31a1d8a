import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ProcessEntry } from '../../src/runtime/ports/processes.ts';
import { PI_DIALOGUE } from '../../src/runtime/runners/pi/adapter.ts';
import { carriersOf, endAll } from '../support/program/processes.ts';
import { Bench, sum } from './support/bench.ts';
import { concluded } from './support/cases.ts';
import { pi } from './support/harnesses.ts';
import { IN_TOOL, inMidst } from './support/phases.ts';
import { runs, says, succeeds } from './support/stages.ts';

const isDialogue = ({ argv }: ProcessEntry) => argv[2] === PI_DIALOGUE;

/** One of the two processes that a keeper does not know is gone; the other must not live on. */
const KILLED = [
  { name: 'the dialogue', isIt: isDialogue },
  {
    name: 'Pi itself',
    isIt: (one: ProcessEntry, all: readonly ProcessEntry[]) =>
      all.some((other) => isDialogue(other) && other.pid === one.parent_pid),
  },
] as const;

it.each(KILLED)('is resumed after kill -9 of $name', async ({ name, isIt }) => {
  const { bench, call, attempt } = await inMidst(pi, IN_TOOL);
  try {
    const family = carriersOf(`MILLRACE_ATTEMPT=${attempt}`);
    const found = family.filter((one) => isIt(one, family));
    expect(found).toHaveLength(1);
    endAll(found);
    const { out } = await call.done;
    const next = attempt.replace(/-1$/, '-2');
    expect(JSON.parse(out)).toMatchObject({ did: 'applied', applied: { attempt_id: next } });
    const [session = '', ...more] = sessions(bench);
    expect(more).toEqual([]);
    expect(bench.workspace.read(`millrace-agents/attempts/${next}/request.json`)).toContain(
      session,
    );
    concluded(bench, pi, {
      scenario: `kill -9 of ${name}`,
      result: 'resumed',
      failure_class: 'runner_killed',
      expected: sum(pi.first, pi.stage),
    });
  } finally {
    await bench.close();
  }
});

it('runs the model of its stage, and leaves the settings of its user alone', async () => {
  const bench = new Bench(succeeds);
  try {
    const lines = '[stages.planner]\nmodel = "deepseek-v4-flash"\nthinking_level = "high"';
    const more = ['provider = "deepseek"'];
    await bench.ready([pi], pi.mode, { lines, more });
    const settings = bench.workspace.read('../.pi/agent/settings.json');
    expect(await bench.tick()).toMatchObject({ did: 'applied' });
    const [session = ''] = sessions(bench);
    const text = readFileSync(session, 'utf8');
    expect(text).toContain('"provider":"deepseek","modelId":"deepseek-v4-flash"');
    expect(text).toContain('"thinkingLevel":"high"');
    expect(bench.workspace.read('../.pi/agent/settings.json')).toBe(settings);
    concluded(bench, pi, {
      scenario: 'model and thinking level of a stage',
      result: 'applied',
      failure_class: null,
      expected: pi.stage,
    });
  } finally {
    await bench.close();
  }
});

it('keeps no session when none is resumed', async () => {
  const bench = new Bench((stage) => (stage.turn === 0 ? runs('true') : says('All done.')));
  try {
    await bench.ready([pi], pi.mode, { more: ['resume = false'] });
    expect(await bench.tick()).toMatchObject({
      did: 'applied',
      applied: { failure_class: 'contract_violation' },
    });
    expect(bench.attempts()).toHaveLength(2);
    expect(sessions(bench)).toEqual([]);
    concluded(bench, pi, {
      scenario: 'no session is kept',
      result: 'recovery',
      failure_class: 'contract_violation',
      expected: sum(pi.stage, pi.stage),
    });
  } finally {
    await bench.close();
  }
});

/** Paths of all sessions that the user has. */
function sessions(bench: Bench): string[] {
  const folder = join(bench.workspace.folder, '.pi');
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name));
}
