import type { Runtime } from '../../runtime/index.ts';
import { layoutOf } from '../../runtime/workspace/index.ts';
import { finish, inSite, SCENARIO, SPECS } from '../real/campaign.ts';
import { compare, outcomeOf } from '../real/outcome.ts';
import { openOwner } from '../real/owner.ts';
import { type ProofEnvironment, type Site, SiteProblem } from '../real/site.ts';
import { disturbed, type Yard } from './processes.ts';
import type { Row } from './row.ts';

const WAIT_MS = 30_000;
const GONE_LOOKS_MAX = 250;
const GONE_POLL_MS = 20;

/** What a user may type into a terminal while a live owner has a stage running. */
const COMMANDS = ['rm', 'stash', 'clean'] as const;

/** The live owner is this process: it holds the state in memory and works with real stages. */
export function userCommandRow(yard: Yard): Row {
  const commands = COMMANDS.filter((name) => name === 'rm' || hasGit(yard.environment));
  return {
    name: 'user-commands',
    fault: 'rm -rf of the journal, git stash -u, git clean -fdx under a live owner',
    quick: commands.length,
    total: commands.length,
    waits: true,
    check: (number) => {
      const command = commands[number % commands.length] ?? 'rm';
      return command === 'clean' ? cleaned(yard) : survived(yard, command);
    },
  };
}

function hasGit({ disk, path }: ProofEnvironment): boolean {
  return path.split(':').some((folder) => disk.realpath(`${folder}/git`) !== null);
}

/** The journal comes back from memory, or was never touched: nothing is different in the end. */
function survived(yard: Yard, command: 'rm' | 'stash'): Promise<string | null> {
  return disturbed(yard, async (site) => {
    if (command === 'stash') await repository(site);
    await withOwner(site, async (owner) => {
      await owner.tick({ wait_ms: 0 });
      if (command === 'rm') await run(site, 'rm', '-rf', layoutOf(site.root).journal);
      else await run(site, ...GIT, 'stash', '-q', '-u');
      if (command === 'stash') await run(site, ...GIT, 'stash', 'pop', '-q');
      await owner.tick({ wait_ms: WAIT_MS });
    });
  });
}

/** All runtime state is gone: it comes back, which is told, and the stage that ran meanwhile runs again. */
async function cleaned({ environment, calm }: Yard): Promise<string | null> {
  const expected = await calm.whole();
  return inSite(environment, async (site) => {
    await site.prepare(SCENARIO, SPECS);
    await repository(site);
    const told = await withOwner(site, async (owner) => {
      await owner.tick({ wait_ms: 0 });
      await run(site, ...GIT, 'clean', '-fdxq');
      const { recovered } = await owner.tick({ wait_ms: WAIT_MS });
      return recovered.join();
    });
    if (!/^State was deleted .* while .* ran/.test(told)) return `the owner told: ${told}`;
    await finish(site);
    if (!(await isQuiet(site))) return 'a keeper or a harness outlived its folder';
    const found = outcomeOf(site);
    return compare(expected, { ...found, started: [...new Set(found.started)] });
  });
}

const GIT = ['git', '-c', 'user.name=Proof', '-c', 'user.email=proof@example.org'];

async function repository(site: Site): Promise<void> {
  await run(site, 'git', 'init', '-q');
  site.write(`${site.root}/readme.md`, '# Project\n');
  await run(site, ...GIT, 'add', '-A');
  await run(site, ...GIT, 'commit', '-q', '-m', 'first');
  site.write(`${site.root}/notes.txt`, 'untracked\n');
}

async function run(site: Site, ...argv: readonly string[]): Promise<void> {
  const command = site.start(...argv);
  if ((await site.finished(command)) !== 0) throw new SiteProblem(command.errors());
}

async function withOwner<T>(site: Site, use: (owner: Runtime) => Promise<T>): Promise<T> {
  const owner = openOwner(site);
  try {
    return await use(owner);
  } finally {
    owner.close();
  }
}

async function isQuiet(site: Site): Promise<boolean> {
  for (let look = 0; look < GONE_LOOKS_MAX; look += 1) {
    if (site.living().length === 0) return true;
    await site.environment.clock.sleep(GONE_POLL_MS);
  }
  return false;
}
