import { expect, it } from 'vitest';
import { Desk } from './support/clients/desk.ts';
import { type Pilot, search } from './support/clients/pilot.ts';
import { claude, codex, newerClaude } from './support/clients/programs.ts';
import { noteClient } from './support/clients/report.ts';

/** What is searched for, in the words of users, and the tools of which one has to be found. */
const WANTED: readonly (readonly [words: string, ...tools: string[]])[] = [
  ['hand over a long task', 'enqueue_spec'],
  ['initialize workspace', 'init'],
  ['pause or cancel', 'control'],
  ['delegate work and come back later', 'enqueue_spec'],
  ['add a feature request to the queue', 'enqueue_spec'],
  ['set up this project', 'init'],
  ['start working in the background', 'run_start'],
  ['keep going until it is done', 'run_start', 'run_wait'],
  ['tell me when it is finished', 'run_wait'],
  ['check progress', 'status', 'run_wait'],
  ['why is it stuck', 'inspect', 'status'],
  ['show what changed', 'inspect'],
  ['read the logs', 'inspect'],
  ['answer a question it asked', 'revise'],
  ['change the requirements', 'revise'],
  ['drop an acceptance criterion', 'revise'],
  ['stop everything', 'control'],
  ['try the failed task again', 'control'],
  ['is the configuration valid', 'compile_validate'],
  ['history of a run', 'runs_trace', 'inspect'],
  ['update to the new version', 'upgrade_preview'],
];

const CLIENTS = [claude, newerClaude, codex];

it.each(CLIENTS)('$name finds each tool by what a user would say', async (client) => {
  const desk = new Desk();
  const missed: string[] = [];
  function* searches(): Pilot {
    for (const [words, ...tools] of WANTED) {
      const found = yield* search(words);
      if (!found.some((name) => tools.includes(name))) missed.push(`${words}: ${found.join(', ')}`);
    }
    return 'That was all.';
  }
  try {
    await desk.ready([client]);
    const { code, out, err } = await desk.session(client, 'what can you do?', searches()).done;
    expect([code, missed], `${out}${err}`).toEqual([0, []]);
    const scenario = `${WANTED.length} phrases find their tool`;
    noteClient({ client: client.name, scenario, result: 'all found', calls: WANTED.length });
  } finally {
    await desk.close();
  }
});
