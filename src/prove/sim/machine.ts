import type { EnginePorts, PlanSource } from '../../runtime/engine/ports/engine-ports.ts';
import { WorkspaceRuntime } from '../../runtime/engine/runtime.ts';
import type { Attempts } from '../../runtime/keeper/types.ts';
import type { Disk, Hash, Ids, Lock, Sinks } from '../../runtime/ports/index.ts';
import { withOwnDisk } from '../../runtime/workspace/index.ts';
import { type Player, SimAttempts, type World } from '../../sim/sim-attempts.ts';
import type { SimClock } from '../../sim/sim-clock.ts';
import type { SimDisk } from '../../sim/sim-disk.ts';
import { SimLocks } from '../../sim/sim-lock.ts';
import { ROOT, STATE_HOME, simPorts } from '../../sim/sim-workspace.ts';
import { slowToEnd } from './slow-attempts.ts';

export const BOOT = 'sim-boot';
/** After the machine lost its power. */
export const NEXT_BOOT = 'boot after the power loss';

/** Takes a guard away from what a process reaches; empty for the engine as it is. */
export interface Mutant {
  readonly disk?: (disk: SimDisk) => Disk;
  readonly attempts?: (attempts: Attempts, world: World) => Attempts;
  /** Of owners, of keepers and of who judges them. */
  readonly lock?: (lock: Lock) => Lock;
  /** By which a keeper proves its completion, and the owner judges that. */
  readonly hash?: Hash;
}
export const INTACT: Mutant = {};

export interface Machine {
  readonly disk: SimDisk;
  readonly world: World;
  readonly player: Player;
  readonly boot?: string;
  readonly mutant?: Mutant;
  /** Of all processes that live at the same time; absent = it is alone. */
  readonly locks?: SimLocks;
  readonly holder?: string;
  readonly ids?: Ids;
  /** False: its user can keep nothing outside of the workspace. */
  readonly has_home?: boolean;
  /** Absent = the one workspace of the machine. */
  readonly root?: string;
  /** Whom its user wants to be told; absent = nobody. */
  readonly sinks?: Sinks;
  /** Who it is among processes that may be asked whether they live, and what their user lets them use. */
  readonly among?: Pick<EnginePorts, 'identity' | 'startOf' | 'budget'>;
}

export interface Process {
  readonly runtime: WorkspaceRuntime;
  readonly clock: SimClock;
}

/** One process of a machine. Plans are compiled once for all of them: nobody edits an asset here. */
export function start(machine: Machine): Process {
  const { disk, world, player, mutant = INTACT, root = ROOT } = machine;
  const { ports, clock } = simPorts(disk, world, player, undefined, root);
  const attempts = (folder: string) =>
    slowToEnd(new SimAttempts(disk, folder, world, player), world, player);
  const seen = mutant.disk?.(disk) ?? disk;
  const locks = machine.locks ?? new SimLocks();
  const own = locks.of(machine.holder ?? 'the only process', seen);
  const changed: EnginePorts = {
    ...ports,
    disk: seen,
    lock: mutant.lock?.(own) ?? own,
    ids: machine.ids ?? ports.ids,
    state_home: machine.has_home === false ? null : STATE_HOME,
    boot: machine.boot ?? ports.boot,
    sinks: machine.sinks ?? ports.sinks,
    ...machine.among,
    plans: sharedPlans(ports.plans),
    attempts: (folder) => mutant.attempts?.(attempts(folder), world) ?? attempts(folder),
  };
  const inside = withOwnDisk(changed, root);
  return { runtime: new WorkspaceRuntime(inside, { root, actor: 'test' }), clock };
}

let shared: ReturnType<PlanSource['candidate']> | null = null;

function sharedPlans(source: PlanSource): PlanSource {
  const candidate = () => {
    shared ??= source.candidate();
    return shared;
  };
  const currentness: PlanSource['currentness'] = (adopted) => {
    const same = adopted?.compiled_plan_id === candidate().plan?.compiled_plan_id;
    return same ? { state: 'current', reasons: [] } : { state: 'missing', reasons: [] };
  };
  return { ...source, candidate, currentness };
}
