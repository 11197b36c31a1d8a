import { type Outcome, outcomeOf } from './outcome.ts';
import { proposes, scenarioOf, specText } from './scenario.ts';
import { type ProofEnvironment, Site } from './site.ts';

const WORK_MS = 60;
const COMMANDS_MAX = 60;

/** A campaign of real processes that is short enough to be repeated. */
export const SCENARIO = scenarioOf(WORK_MS, [proposes({ node_id: 'manager' }, ['task-one'])]);
export const SPECS = [specText('Add a subtract function')];

/** One command after the other until nothing is left to do. */
export async function finish(site: Site): Promise<void> {
  for (let command = 0; command < COMMANDS_MAX; command += 1) {
    const { did } = await site.answer('run', 'once');
    if (did === 'idle') return;
  }
  throw new Error(`the campaign did not end after ${COMMANDS_MAX} commands`);
}

/** Does something in a site of its own, and leaves nothing behind. */
export async function inSite<T>(
  environment: ProofEnvironment,
  use: (site: Site) => Promise<T>,
): Promise<T> {
  const site = new Site(environment);
  try {
    return await use(site);
  } finally {
    await site.remove();
  }
}

/** The campaign that nobody disturbs, played once for all that compare themselves with it. */
export class Calm {
  private outcome: Promise<Outcome> | null = null;

  constructor(private readonly environment: ProofEnvironment) {}

  whole(): Promise<Outcome> {
    this.outcome ??= inSite(this.environment, async (site) => {
      await site.prepare(SCENARIO, SPECS);
      await finish(site);
      return outcomeOf(site);
    });
    return this.outcome;
  }
}
