import { expect } from 'vitest';
import { seededRandom } from '../../src/sim/random.ts';
import { killedAfter } from '../support/program/processes.ts';
import { SPEC } from '../support/program/specs.ts';
import { Workspace } from '../support/program/workspace.ts';
import { campaign, documents, finish, results } from './support/campaign.ts';
import { it } from './support/test.ts';

const SEED = 7;
const KILLS = 20;
/** From before a command has read anything to after a stage has ended. */
const LIFE_MS_MIN = 80;
const LIFE_MS_MAX = 700;

it('a campaign that is killed again and again ends like one that is not', async ({ offline }) => {
  const calm = offline;
  const killed = new Workspace();
  try {
    await killed.answer('init', '--mode', 'default_offline');
    killed.count();
    for (const workspace of [calm, killed]) {
      workspace.play(campaign);
      await workspace.answer('enqueue-spec', '--document', SPEC);
    }
    await Promise.all([finish(calm), disturb(killed)]);
    await finish(killed);

    expect(results(killed)).toEqual(results(calm));
    expect(documents(killed)).toEqual(documents(calm));
    const { queues, specs, totals } = await calm.answer('status');
    expect(specs).toMatchObject([{ state: 'closed' }]);
    expect(await killed.answer('status')).toMatchObject({ queues, specs, problems_total: 0 });
    expect(await killed.answer('status')).toMatchObject({ totals: { stages: 24 } });
    expect(totals).toMatchObject({ stages: 24 });
    expect(startedRequests(killed)).toEqual(startedRequests(calm));
  } finally {
    killed.end();
  }
});

/** Runs one command after the other and kills each of them at a random moment. */
async function disturb(workspace: Workspace): Promise<void> {
  const random = seededRandom(SEED);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, done } = workspace.start('run', 'once');
    await killedAfter(child, LIFE_MS_MIN + random() * (LIFE_MS_MAX - LIFE_MS_MIN));
    await done;
  }
}

/** The request of every start of a harness: an attempt that was given up before it began has none. */
function startedRequests(workspace: Workspace): string[] {
  const number = (attempt: string) => attempt.split('-')[2] ?? attempt;
  return workspace.starts().map(number).sort();
}
