import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { enginePorts } from '../../src/backend/host.ts';
import { compare, type Outcome, outcomeOf } from '../../src/prove/real/outcome.ts';
import { specText } from '../../src/prove/real/scenario.ts';
import { type ProofEnvironment, Site, SiteProblem } from '../../src/prove/real/site.ts';
import { openRuntime } from '../../src/runtime/index.ts';
import { Growth } from './growth.ts';
import { type Campaign, campaignOf, type Numbers } from './numbers.ts';
import { expected, specTitle, USAGE } from './shape.ts';

const POLL_MS = 3;
const JITTER_MS_MAX = 12;
const STAGE_MS_MAX = 60_000;

export interface Part extends Campaign {
  readonly name: string;
  readonly expected: Numbers;
  readonly kills: number;
  readonly problem: string | null;
  readonly ms: number;
  readonly growth: readonly string[];
}

/** The whole campaign twice, by real owner processes on the real disk: undisturbed, and killed. */
export async function playedPart(
  ground: ProofEnvironment,
  owner: string,
  specs: number,
  kills: number,
  chance: () => number,
): Promise<Part> {
  const start = performance.now();
  const right = expected(specs, USAGE.total_tokens);
  const calm = await campaign(ground, specs, async (place) => {
    const growth = new Growth(place.site.root, place.progress, right.stages);
    await run(place, owner, () => growth.look());
    return growth.report();
  });
  const every = Math.max(1, right.stages / Math.max(1, kills));
  const killed = await campaign(ground, specs, (place) => disturb(place, owner, every, chance));
  return {
    name: 'played stages, owner killed',
    numbers: killed.numbers,
    span_ms: killed.span_ms,
    expected: right,
    kills: killed.result,
    problem: killed.twice ?? compare(calm.outcome, killed.outcome),
    ms: performance.now() - start,
    growth: calm.result,
  };
}

interface Place {
  readonly site: Site;
  readonly world: string;
  readonly progress: string;
}

async function campaign<T>(
  ground: ProofEnvironment,
  specs: number,
  work: (place: Place) => Promise<T>,
) {
  const site = new Site(ground);
  try {
    await site.answer('init', '--mode', 'default_offline');
    const world = join(site.folder, 'world');
    mkdirSync(world);
    await handOver(site.root, specs);
    const place = { site, world, progress: join(world, 'progress.jsonl') };
    const result = await work(place);
    const outcome: Outcome = { ...outcomeOf(site), started: startedIn(world) };
    return { result, outcome, ...campaignOf(site), twice: twiceIn(world) };
  } finally {
    await site.remove();
  }
}

async function handOver(root: string, specs: number): Promise<void> {
  const runtime = openRuntime(enginePorts(root), { root, actor: 'marathon' });
  for (let spec = 0; spec < specs; spec += 1) {
    await runtime.admit({ family: 'spec', text: specText(specTitle(spec)), channel: 'marathon' });
  }
  runtime.close();
}

/** Every request whose harness was started, however many owners it took. */
function startedIn(world: string): string[] {
  const attempts = readdirSync(join(world, 'spawned'));
  return attempts.map((one) => one.replace(/^request-[0-9a-f]{16}-(\d{6})-\d+$/, '$1')).sort();
}

function twiceIn(world: string): string | null {
  const path = join(world, 'twice.txt');
  return existsSync(path) ? `spawned twice: ${readFileSync(path, 'utf8').slice(0, 200)}` : null;
}

function stagesIn(place: Place): number {
  return existsSync(place.progress) ? statSync(place.progress).size : 0;
}

async function run({ site, world }: Place, owner: string, look: () => void): Promise<void> {
  const command = site.start(process.execPath, owner, site.root, world);
  while (command.code() === null) {
    look();
    await site.environment.clock.sleep(POLL_MS);
  }
  look();
  if (command.code() !== 0) throw new SiteProblem(command.errors());
}

/** Kills one owner after the other, each after some stages. Returns how many. */
async function disturb(
  place: Place,
  owner: string,
  every: number,
  chance: () => number,
): Promise<number> {
  const { site, world } = place;
  for (let kills = 0; ; kills += 1) {
    const command = site.start(process.execPath, owner, site.root, world);
    const stages = Math.floor(chance() * 2 * every);
    await until(place, command.code, stages);
    await site.environment.clock.sleep(chance() * JITTER_MS_MAX);
    site.signal(command.pid, 'SIGKILL');
    const code = await site.finished(command);
    if (code === 0) return kills;
    if (command.errors() !== '') throw new SiteProblem(command.errors());
  }
}

/** Waits until so many more stages were applied, or the owner has ended. */
async function until(place: Place, code: () => number | null, stages: number): Promise<void> {
  const { clock } = place.site.environment;
  let size = stagesIn(place);
  let end = clock.monotonic() + STAGE_MS_MAX;
  for (let seen = 0; seen <= stages && code() === null; ) {
    if (clock.monotonic() > end) throw new SiteProblem('no stage was applied for a minute');
    await clock.sleep(POLL_MS);
    const now = stagesIn(place);
    if (now === size) continue;
    seen += 1;
    size = now;
    end = clock.monotonic() + STAGE_MS_MAX;
  }
}
