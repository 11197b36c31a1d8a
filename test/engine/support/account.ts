import type { EnginePorts } from '../../../src/runtime/engine/ports/engine-ports.ts';
import { WorkspaceRuntime } from '../../../src/runtime/engine/runtime.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import type { AccountBudget } from '../../../src/runtime/plan/index.ts';
import { initWorkspace, layoutOf, withOwnDisk } from '../../../src/runtime/workspace/index.ts';
import { SPEC, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import { type Player, SimAttempts, World } from '../../../src/sim/sim-attempts.ts';
import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import { SimIds } from '../../../src/sim/sim-ids.ts';
import { SimLocks } from '../../../src/sim/sim-lock.ts';
import { STATE_HOME, simPorts } from '../../../src/sim/sim-workspace.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { using } from './usage.ts';

export const SHARES = `${STATE_HOME}/usage`;

/** One user of a machine with several workspaces, and what they may use together. */
export class Account {
  readonly locks = new SimLocks();
  readonly alive = new Set<number>();
  readonly worlds = new Map<string, World>();

  constructor(
    readonly budget: () => AccountBudget | null,
    readonly player: Player,
    readonly disk: SimDisk = freshDisk('default_offline'),
    /** Of the last process before. */
    private processes = 0,
  ) {
    disk.plant('/home/.keep', '');
    disk.plant('/ws/.keep', '');
  }

  /** A process of its own, in a workspace that it makes if there is none. */
  open(name: string, replaced: Partial<EnginePorts> = {}): Process {
    const root = `/ws/${name}`;
    if (this.disk.stat(root) === null) this.make(root);
    this.processes += 1;
    const pid = this.processes;
    this.alive.add(pid);
    const world = this.worlds.get(name) ?? new World();
    this.worlds.set(name, world);
    const { ports, clock } = simPorts(this.disk, world, this.player, undefined, root);
    const attempts = new SimAttempts(this.disk, layoutOf(root).attempts, world, this.player);
    const own: EnginePorts = {
      ...ports,
      ids: new SimIds(100 + pid),
      lock: this.locks.of(`process ${pid}`, this.disk),
      identity: { ...ports.identity, pid, start: `start-${pid}` },
      startOf: (one) => (this.alive.has(one) ? `start-${one}` : null),
      state_home: STATE_HOME,
      budget: this.budget,
      attempts: () => attempts,
      ...replaced,
    };
    const runtime = new WorkspaceRuntime(withOwnDisk(own, root), { root, actor: `process ${pid}` });
    return { runtime, clock, world, pid, root, attempts };
  }

  /** As `kill -9` does it. */
  kill({ pid }: Process): void {
    this.alive.delete(pid);
    this.locks.kill(`process ${pid}`);
  }

  /** What each workspace says of itself. */
  shares(): { workspace: string; root: string; reserved: { attempt: string; tokens: number }[] }[] {
    const files = (this.disk.list(SHARES) ?? []).filter(({ name }) => name.endsWith('.json'));
    return files.map(({ name }) => {
      return JSON.parse(new TextDecoder().decode(this.disk.read(`${SHARES}/${name}`) ?? undefined));
    });
  }

  private make(root: string): void {
    const { disk } = this;
    const ids = new SimIds(1000 + this.processes);
    const assets = '/package/assets';
    disk.mkdir(root);
    const input = { disk, shared: disk, hash: new NodeHash(), ids, root, assets, version: '0.0.0' };
    initWorkspace({ ...input, mode: 'default_offline' });
  }
}

export interface Process {
  readonly runtime: WorkspaceRuntime;
  readonly clock: ReturnType<typeof simPorts>['clock'];
  readonly world: World;
  readonly pid: number;
  readonly root: string;
  readonly attempts: SimAttempts;
}

export async function handOver({ runtime }: Process): Promise<void> {
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
}

/** The stage that runs ends after it has used so much. */
export function end({ attempts, world }: Process, tokens: number): void {
  const [attempt = ''] = [...world.spawned.keys()].slice(-1);
  const request = world.requests.at(-1);
  if (request === undefined) throw new Error('nothing runs');
  const played = using(tokens, shippedPlayer(request, world));
  if (played !== null) attempts.finish(attempt, played);
}

export const tick = ({ runtime }: Process) => runtime.tick({ wait_ms: 0 });

/** Ticks until so many stages have ended. */
export async function stages(one: Process, count: number): Promise<void> {
  for (let ticks = 0; ticks < 4 * count + 4; ticks += 1) {
    if (one.runtime.status().totals.stages >= count) return;
    await tick(one);
  }
  throw new Error(`${count} stages did not end`);
}
