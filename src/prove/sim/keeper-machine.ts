import { NodeHash } from '../../runtime/host/hash.ts';
import {
  assignmentText,
  type KeeperMode,
  readAssignment,
} from '../../runtime/keeper/assignment.ts';
import { KeeperAttempts } from '../../runtime/keeper/attempts.ts';
import { KEEPER_STATUS } from '../../runtime/keeper/files.ts';
import { runKeeper } from '../../runtime/keeper/keeper.ts';
import { runSpare } from '../../runtime/keeper/spare.ts';
import type { AttemptView, LaunchSpec } from '../../runtime/keeper/types.ts';
import { SimClock } from '../../sim/sim-clock.ts';
import { SimCrash, SimDisk, type SimFaults } from '../../sim/sim-disk.ts';
import { SimIds } from '../../sim/sim-ids.ts';
import { SimLocks } from '../../sim/sim-lock.ts';
import { SimProcesses } from '../../sim/sim-processes.ts';
import { silentWake } from '../../sim/sim-wake.ts';
import type { Mutant } from './machine.ts';

const ID = 'q1-1';
const RELEASE = 'this one';
const WORKSPACE = 'the long id';
const FOLDER = '/w/attempts';
export const DIR = `${FOLDER}/${ID}`;
const SPEC: LaunchSpec = {
  attempt: ID,
  workspace: WORKSPACE,
  argv: ['harness'],
  cwd: '/w',
  env: {},
  stdin: null,
  timeout_ms: 0,
  silence_ms: 0,
  stop: [{ signal: 'SIGTERM', grace_ms: 100 }],
};
const PLACE = `${FOLDER}/0123456789abcdef`;
const TOLD = { directory: DIR, mode: 'first', env: {}, release: RELEASE } as const;
export const EXIT_CODE = 5;
const STOPPED_EXIT_CODE = 143;
const hash = new NodeHash();
const FORGED = JSON.stringify({
  attempt: ID,
  outcome: 'exited',
  reason: null,
  exit_code: EXIT_CODE,
  by: 'first',
  key: 'a key of its own',
  swept: 0,
  started_at: '2026-01-01T00:00:00.000Z',
  ended_at: '2026-01-01T00:01:00.000Z',
  duration_ms: 60_000,
  stdout_bytes: 0,
  stderr_bytes: 0,
});
const LOOKS_MAX = 50;
const LOOK_MS = 200;

/**
 * `ends`: with its exit code, at once. `stays`: until it gets a signal. `forges`: stays, and has written
 * a completion of its own.
 */
export type Harness = 'ends' | 'stays' | 'forges';

/** Started for its attempt, or made ready before there was one. */
export type Way = 'ordinary' | 'spare';

/**
 * One attempt on a simulated machine: its keeper runs on a disk that fails where the case says, and
 * what it leaves is what the next keeper and the owner find.
 */
export class KeeperMachine {
  readonly clock = new SimClock({ auto: true });
  /** How often the harness was started. */
  runs = 0;
  disk: SimDisk;
  private readonly locks = new SimLocks();
  private readonly ids = new SimIds();
  private readonly keepers: Promise<number>[] = [];
  private readonly processes: SimProcesses;

  constructor(
    faults: SimFaults,
    private readonly harness: Harness,
    private readonly mutant: Mutant,
    private readonly way: Way = 'ordinary',
  ) {
    this.processes = this.table();
    this.disk = new SimDisk();
    this.disk.plant(`${FOLDER}/.keep`, '');
    this.owner().prepare(SPEC, new Map());
    this.disk = new SimDisk(this.disk.killImage(), faults);
  }

  get living(): number {
    return this.processes.living.length;
  }

  owner(): KeeperAttempts {
    const ports = { ...this.portsOf('owner'), wake: silentWake };
    return new KeeperAttempts(ports, FOLDER, () => WORKSPACE, {
      argv: ['keeper'],
      bare: {},
      env: {},
      release: RELEASE,
    });
  }

  look(owner: KeeperAttempts): AttemptView {
    return owner.look(ID);
  }

  cancel(): void {
    this.disk.plant(`${DIR}/cancel`, '{}');
  }

  /** Runs a keeper until it ends or the fault of the disk kills it; its locks go with it. */
  async keeper(mode: KeeperMode): Promise<number> {
    if (mode === 'first' && this.way === 'spare') return this.spare(assignmentText(TOLD));
    const wake = silentWake;
    const ports = { ...this.portsOf(mode), wake, log: () => {} };
    const status = await runKeeper(ports, { ...TOLD, mode });
    this.locks.kill(mode);
    return status;
  }

  /** One that is made ready first, and whose owner dies before the last bytes of its message. */
  async told(missing_bytes: number): Promise<number> {
    return this.spare(assignmentText(TOLD).slice(0, -missing_bytes));
  }

  private async spare(text: string): Promise<number> {
    this.disk.plant(`${PLACE}/.keep`, '');
    const wake = silentWake;
    const ports = { ...this.portsOf('first'), wake, input: async () => text, release: RELEASE };
    try {
      return (await runSpare(ports, PLACE)).status;
    } catch (error) {
      if (error instanceof SimCrash) return KEEPER_STATUS.failed;
      throw error;
    } finally {
      this.locks.kill('first');
    }
  }

  /** After the death of the keeper: the same content, no faults. */
  recover(): void {
    this.locks.kill('first');
    this.locks.kill('successor');
    this.disk = new SimDisk(this.disk.killImage());
  }

  /** What an owner makes of it in the end; null when it never comes to an end. */
  async settled(owner: KeeperAttempts): Promise<AttemptView | null> {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      const view = owner.look(ID);
      if (['completed', 'void', 'directory_missing'].includes(view.row)) return view;
      await Promise.all(this.keepers);
      this.clock.advance(LOOK_MS);
    }
    return null;
  }

  private table(): SimProcesses {
    return new SimProcesses((started, { env }, input) => {
      if (env.MILLRACE_KEEPER !== undefined) {
        const mode = readAssignment(input ?? '')?.mode;
        if (mode === undefined) throw new Error('a keeper is told what to do');
        this.keepers.push(this.keeper(mode).finally(() => started.exit(0)));
        return;
      }
      this.runs += 1;
      const finish = (code: number) => {
        this.disk.plant(`${DIR}/exit.${code}`, '');
        started.exit(code);
      };
      if (this.harness === 'forges') this.disk.plant(`${DIR}/completion`, FORGED);
      if (this.harness === 'ends') finish(EXIT_CODE);
      else started.onSignal = () => finish(STOPPED_EXIT_CODE);
    });
  }

  private portsOf(holder: string) {
    const { disk, clock, ids, mutant, processes } = this;
    const own = this.locks.of(holder, disk);
    const lock = mutant.lock?.(own) ?? own;
    return { disk, clock, ids, hash: mutant.hash ?? hash, processes, lock };
  }
}
