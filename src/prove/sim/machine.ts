import type { EnginePorts, PlanSource } from '../../runtime/engine/ports/engine-ports.ts';
import { WorkspaceRuntime } from '../../runtime/engine/runtime.ts';
import type { Attempts } from '../../runtime/keeper/types.ts';
import type { Disk, Hash, Lock, Sinks } from '../../runtime/ports/index.ts';
import { type Player, SimAttempts, type World } from '../../sim/sim-attempts.ts';
import type { SimClock } from '../../sim/sim-clock.ts';
import type { SimDisk } from '../../sim/sim-disk.ts';
import { openSim, ROOT } from '../../sim/sim-workspace.ts';
import { slowToEnd } from './slow-attempts.ts';

export const BOOT = 'sim-boot';
/** After the machine lost its power. */
export const NEXT_BOOT = 'boot after the power loss';

/** Takes a guard away from what a process reaches; empty for the engine as it is. */
export interface Mutant {
  readonly disk?: (disk: SimDisk) => Disk;
  readonly attempts?: (attempts: Attempts, world: World) => Attempts;
  /** Of keepers and of the owner that judges them. */
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
  /** Whom its user wants to be told; absent = nobody. */
  readonly sinks?: Sinks;
}

export interface Process {
  readonly runtime: WorkspaceRuntime;
  readonly clock: SimClock;
}

/** One process of a machine. Plans are compiled once for all of them: nobody edits an asset here. */
export function start(machine: Machine): Process {
  const { disk, world, player, mutant = INTACT } = machine;
  const { ports, clock } = openSim(disk, world, player);
  const attempts = (folder: string) =>
    slowToEnd(new SimAttempts(disk, folder, world, player), world, player);
  const changed: EnginePorts = {
    ...ports,
    disk: mutant.disk?.(disk) ?? disk,
    boot: machine.boot ?? ports.boot,
    sinks: machine.sinks ?? ports.sinks,
    plans: sharedPlans(ports.plans),
    attempts: (folder) => mutant.attempts?.(attempts(folder), world) ?? attempts(folder),
  };
  return { runtime: new WorkspaceRuntime(changed, { root: ROOT, actor: 'test' }), clock };
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
