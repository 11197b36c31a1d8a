import type { EnginePorts } from '../../../src/runtime/engine/ports/engine-ports.ts';
import { WorkspaceRuntime } from '../../../src/runtime/engine/runtime.ts';
import { layoutOf, withOwnDisk } from '../../../src/runtime/workspace/index.ts';
import { SPEC, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import { type Player, SimAttempts, World } from '../../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';
import { SimIds } from '../../../src/sim/sim-ids.ts';
import { SimLocks } from '../../../src/sim/sim-lock.ts';
import { ROOT, STATE_HOME, simPorts } from '../../../src/sim/sim-workspace.ts';
import { freshDisk } from '../../support/shipped-disk.ts';

/** A machine whose user has a folder for what lies outside of workspaces. */
export class Home {
  readonly locks = new SimLocks();
  private processes = 0;

  constructor(
    readonly disk: SimDisk = freshDisk('default_offline'),
    readonly player: Player = shippedPlayer,
    readonly world = new World(),
  ) {
    disk.plant('/home/.keep', '');
  }

  /** As it is now, to go another way. */
  fork(): Home {
    return new Home(new SimDisk(this.disk.killImage()), this.player, this.world.clone());
  }

  /** A process with a chance and a lock of its own. */
  open(root = ROOT, replaced: Partial<EnginePorts> = {}) {
    this.processes += 1;
    const { disk, world, player, processes } = this;
    const { ports, clock } = simPorts(disk, world, player, undefined, root);
    const attempts = new SimAttempts(disk, layoutOf(root).attempts, world, player);
    const own: EnginePorts = {
      ...ports,
      ids: new SimIds(100 + processes),
      lock: this.locks.of(`process ${processes}`, disk),
      identity: { ...ports.identity, pid: processes, start: `start-${processes}` },
      startOf: (pid) => (pid <= processes ? `start-${pid}` : null),
      state_home: STATE_HOME,
      attempts: () => attempts,
      ...replaced,
    };
    const runtime = new WorkspaceRuntime(withOwnDisk(own, root), {
      root,
      actor: `process ${processes}`,
    });
    return { runtime, ports: own, clock };
  }

  /** As `cp -a` does it. */
  copy(from: string, to: string): void {
    for (const [path, text] of Object.entries(this.disk.dump(from))) {
      const target = `${to}${path.slice(from.length)}`;
      if (text === null) this.disk.plant(`${target}/.kept`, '');
      else this.disk.plant(target, this.disk.read(path) ?? '');
    }
  }
}

export async function handOver({ runtime }: Pick<ReturnType<Home['open']>, 'runtime'>) {
  return runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
}
