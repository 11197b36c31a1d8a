import { NodeHash } from '../../runtime/host/hash.ts';
import { accountBudget } from '../../runtime/plan/index.ts';
import { initWorkspace, layoutOf } from '../../runtime/workspace/index.ts';
import { SPEC, shippedPlayer } from '../../sim/shipped-player.ts';
import { SimAttempts, World } from '../../sim/sim-attempts.ts';
import { SimCrash, SimDisk } from '../../sim/sim-disk.ts';
import { SimIds } from '../../sim/sim-ids.ts';
import { SimLocks } from '../../sim/sim-lock.ts';
import { chanceOf, type Lab } from '../sim/lab.ts';
import { type Process, start } from '../sim/machine.ts';
import type { Row } from './row.ts';

const THRESHOLD = 250;
/** Of each stage, and the most that one uses: so the budget is never passed at all. */
const ESTIMATE = 100;
const ACTS = 24;
/** Disk steps of one tick are fewer. */
const STEPS_MAX = 120;
const DAY_MS = 86_400_000;
const NAMES = ['a', 'b'] as const;
type Name = (typeof NAMES)[number];

const budget = accountBudget.parse({
  estimated_stage_tokens: ESTIMATE,
  rules: [{ rule_id: 'all', window: 'calendar_day', threshold: THRESHOLD }],
});

/**
 * Two workspaces of one user start stages, which end after any use, while their processes are killed
 * at any disk step. They never use more than their budget together, and a day later both go on.
 */
export function budgetRow(lab: Lab): Row {
  let image: ReturnType<SimDisk['killImage']> | null = null;
  return {
    name: 'budget',
    fault: 'kill -9 of two workspaces that share a budget, at any disk step and in any order',
    quick: 12,
    total: null,
    waits: false,
    async check(number) {
      image ??= await prepared(lab);
      return campaign(new User(new SimDisk(image)), chanceOf(lab, number));
    },
  };
}

async function campaign(user: User, chance: () => number): Promise<string | null> {
  const acts: string[] = [];
  const wrong = (what: string) => `${acts.join('\n')}\n=> ${what}`;
  for (let act = 0; act < ACTS; act += 1) {
    const name = chance() < 0.5 ? 'a' : 'b';
    const kind = chance();
    if (kind < 0.3 && user.end(name, 1 + Math.floor(chance() * ESTIMATE))) {
      acts.push(`${name}: its stage ends`);
    } else if (kind < 0.6) {
      const step = 1 + Math.floor(chance() * STEPS_MAX);
      acts.push(`${name}: killed at step ${step}: ${await user.killed(name, step)}`);
    } else {
      acts.push(`${name}: ${(await user.tick(name)) ?? 'nothing'}`);
    }
    const used = user.used();
    if (used > THRESHOLD) return wrong(`${used} of ${THRESHOLD} tokens are used`);
  }
  user.passDay();
  for (const name of NAMES) {
    user.end(name, 1);
    for (let ticks = 0; ticks < 4; ticks += 1) await user.tick(name);
    if (!user.runs(name)) return wrong(`a day later ${name} starts nothing`);
    user.end(name, 1);
    await user.tick(name);
  }
  return null;
}

/** Whose workspaces they are. Each call is another process. */
class User {
  private readonly worlds: Readonly<Record<Name, World>> = { a: new World(), b: new World() };
  private locks = new SimLocks();
  private processes = 0;
  private days = 0;

  constructor(private disk: SimDisk) {}

  async tick(name: Name): Promise<string | null> {
    const { did } = await this.open(name).runtime.tick({ wait_ms: 0 });
    return did;
  }

  async killed(name: Name, step: number): Promise<string> {
    this.disk = new SimDisk(this.disk.killImage(), { crash_at: step });
    let at = 'it had ended before';
    try {
      await this.tick(name);
    } catch (error) {
      if (!(error instanceof SimCrash)) throw error;
      at = this.disk.explain(1);
    }
    this.disk = new SimDisk(this.disk.killImage());
    this.locks = new SimLocks();
    return at;
  }

  /** False = none of it runs. */
  end(name: Name, tokens: number): boolean {
    const world = this.worlds[name];
    const attempt = this.running(name);
    const request = world.requests.at(-1);
    if (attempt === undefined || request === undefined) return false;
    const played = shippedPlayer(request, world);
    if (played === null) return false;
    const none = { cached_input_tokens: 0, output_tokens: 0, thinking_tokens: 0 };
    const usage = JSON.stringify({ input_tokens: tokens, ...none, total_tokens: tokens });
    const folder = layoutOf(rootOf(name)).attempts;
    new SimAttempts(this.disk, folder, world, () => null).finish(attempt, {
      ...played,
      out: { ...played.out, 'usage.json': usage },
    });
    return true;
  }

  runs(name: Name): boolean {
    return this.running(name) !== undefined;
  }

  used(): number {
    return NAMES.reduce((sum, name) => {
      return sum + (this.open(name).runtime.status().totals.total_tokens ?? 0);
    }, 0);
  }

  passDay(): void {
    this.days += 1;
  }

  private running(name: Name): string | undefined {
    const { spawned, completions } = this.worlds[name];
    return [...spawned.keys()].findLast((attempt) => !completions.has(attempt));
  }

  private open(name: Name): Process {
    this.processes += 1;
    const pid = this.processes;
    const opened = start({
      disk: this.disk,
      world: this.worlds[name],
      player: () => null,
      locks: this.locks,
      holder: `process ${pid}`,
      ids: new SimIds(1000 + pid),
      root: rootOf(name),
      among: {
        identity: {
          pid,
          start: `start-${pid}`,
          machine: 'sim',
          pid_namespace: 'sim',
          host: 'sim',
          version: '0.0.0',
        },
        // Whoever was before has gone.
        startOf: (one) => (one === this.processes ? `start-${one}` : null),
        budget: () => budget,
      },
    });
    opened.clock.advance(this.days * DAY_MS);
    return opened;
  }
}

function rootOf(name: Name): string {
  return `/ws/${name}`;
}

/** Both workspaces, each with a spec that waits. */
async function prepared({ shipped }: Lab): Promise<ReturnType<SimDisk['killImage']>> {
  const [first] = shipped.boundaries;
  if (first === undefined) throw new Error('the campaign has no beginning');
  const disk = new SimDisk(first.image);
  for (const [n, name] of NAMES.entries()) {
    const root = rootOf(name);
    disk.plant(`${root}/.keep`, '');
    initWorkspace({
      disk,
      shared: disk,
      hash: new NodeHash(),
      ids: new SimIds(500 + n),
      root,
      assets: '/package/assets',
      version: '0.0.0',
      mode: 'default_offline',
    });
    const world = new World();
    const ids = new SimIds(700 + n);
    const { runtime } = start({ disk, world, player: () => null, ids, root });
    await runtime.admit({ family: 'spec', text: SPEC, channel: 'proof' });
    runtime.close();
  }
  return disk.killImage();
}
