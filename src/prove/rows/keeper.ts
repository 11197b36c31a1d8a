import { type AttemptView, KEEPER_STATUS } from '../../runtime/keeper/types.ts';
import type { SimFaults } from '../../sim/sim-disk.ts';
import { EXIT_CODE, type Harness, KeeperMachine, type Way } from '../sim/keeper-machine.ts';
import type { Lab } from '../sim/lab.ts';
import { type Row, spread } from './row.ts';

/** Above the steps of any life of a keeper. */
const STEPS_MAX = 80;
const MEETINGS = ['killed', 'cancelled', 'refused', 'watched', 'untold'] as const;
type Meeting = (typeof MEETINGS)[number];
type Make = (faults: SimFaults, harness: Harness) => KeeperMachine;

export function keeperRow(lab: Lab): Row {
  return rowOf(lab, 'ordinary', {
    name: 'keeper',
    fault: 'kill -9, EIO or company of a stage keeper at each of its disk steps',
  });
}

/** The same of one that was made ready before it had an attempt. */
export function spareKeeperRow(lab: Lab): Row {
  return rowOf(lab, 'spare', {
    name: 'spare',
    fault: 'the same of a spare keeper, and the death of its owner at each byte of what it says',
  });
}

/**
 * `killed`: the keeper dies before a step. `cancelled`: it dies while it stops its harness.
 * `refused`: its disk fails once. `watched`: an owner looks while it works. `untold`: its owner dies.
 */
function rowOf(lab: Lab, way: Way, names: Pick<Row, 'name' | 'fault'>): Row {
  const meetings = MEETINGS.filter((meeting) => way === 'spare' || meeting !== 'untold');
  const cases = meetings.flatMap((meeting) =>
    Array.from({ length: STEPS_MAX }, (_, index) => ({ meeting, step: index + 1 })),
  );
  return {
    ...names,
    quick: cases.length,
    total: cases.length,
    waits: false,
    async check(number) {
      const { meeting, step } = spread(cases, number, lab.seed);
      const machine = (faults: SimFaults, harness: Harness) =>
        new KeeperMachine(faults, harness, lab.mutant, way);
      const problem = await CHECKS[meeting](step, machine);
      return problem && `${meeting} at step ${step}\n=> ${problem}`;
    },
  };
}

const CHECKS: Readonly<Record<Meeting, (step: number, made: Make) => Promise<string | null>>> = {
  async killed(step, made) {
    const machine = made({ crash_at: step }, 'ends');
    await machine.keeper('first');
    machine.recover();
    return judgeAttempt(machine, 'ends', await machine.settled(machine.owner()));
  },
  async cancelled(step, made) {
    const machine = made({ crash_at: step }, 'stays');
    machine.clock.sleep = (ms) => {
      machine.cancel();
      machine.clock.advance(ms);
      return Promise.resolve();
    };
    await machine.keeper('first');
    machine.recover();
    machine.cancel();
    return judgeAttempt(machine, 'stays', await machine.settled(machine.owner()));
  },
  async refused(step, made) {
    const faults = { fail: { at: step, code: 'EIO' } };
    const machine = made(faults, 'ends');
    await machine.keeper('first');
    machine.recover();
    return judgeAttempt(machine, 'ends', await machine.settled(machine.owner()));
  },
  /** So many bytes are missing. */
  async untold(step, made) {
    const machine = made({}, 'ends');
    const status = await machine.told(step);
    if (status !== KEEPER_STATUS.not_assigned) return `it ended with ${status}`;
    const { row } = machine.look(machine.owner());
    return row === 'void' && machine.runs === 0 ? null : `it counts as ${row}`;
  },
  watched: (step, made) => watched(made({}, 'stays'), step),
};

/** An owner looks as often as the case says, then asks for the end. */
export async function watched(machine: KeeperMachine, step: number): Promise<string | null> {
  const owner = machine.owner();
  const seen = new Set<string>();
  let looks = 0;
  machine.clock.sleep = (ms) => {
    looks += 1;
    if (looks <= step) seen.add(machine.look(owner).row);
    else machine.cancel();
    machine.clock.advance(ms);
    return Promise.resolve();
  };
  await machine.keeper('first');
  const rows = [...seen].filter((row) => row !== 'held');
  if (rows.length > 0) return `an owner took a living attempt for ${rows.join(', ')}`;
  return judgeAttempt(machine, 'stays', await machine.settled(owner));
}

export function judgeAttempt(
  machine: KeeperMachine,
  harness: Harness,
  view: AttemptView | null,
): string | null {
  if (view === null) return 'the attempt never settled';
  if (machine.runs > 1) return `the harness was started ${machine.runs} times`;
  if (machine.living > 0) return `${machine.living} processes are left`;
  if (machine.runs === 0) {
    const ran =
      view.row === 'completed' &&
      !['lost', 'never_spawned', 'stopped'].includes(view.completion.outcome);
    return ran ? `a harness that never ran ended as ${view.completion.outcome}` : null;
  }
  if (view.row !== 'completed') return `a harness that ran counts as ${view.row}`;
  const { outcome, exit_code, reason } = view.completion;
  const right =
    harness === 'ends'
      ? outcome === 'exited' && exit_code === EXIT_CODE
      : outcome === 'stopped' && reason === 'cancelled';
  return right ? null : `it ended as ${outcome} (${exit_code ?? reason})`;
}
