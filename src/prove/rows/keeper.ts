import type { AttemptView } from '../../runtime/keeper/types.ts';
import { EXIT_CODE, type Harness, KeeperMachine } from '../sim/keeper-machine.ts';
import type { Lab } from '../sim/lab.ts';
import type { Mutant } from '../sim/machine.ts';
import { type Row, spread } from './row.ts';

/** Above the steps of any life of a keeper. */
const STEPS_MAX = 80;
const MEETINGS = ['killed', 'cancelled', 'refused', 'watched'] as const;
type Meeting = (typeof MEETINGS)[number];

/**
 * `killed`: the keeper dies before a step. `cancelled`: it dies while it stops its harness.
 * `refused`: its disk fails once. `watched`: an owner looks while it works.
 */
export function keeperRow(lab: Lab): Row {
  const cases = MEETINGS.flatMap((meeting) =>
    Array.from({ length: STEPS_MAX }, (_, index) => ({ meeting, step: index + 1 })),
  );
  return {
    name: 'keeper',
    fault: 'kill -9, EIO or company of a stage keeper at each of its disk steps',
    quick: cases.length,
    total: cases.length,
    waits: false,
    async check(number) {
      const { meeting, step } = spread(cases, number, lab.seed);
      const problem = await CHECKS[meeting](step, lab.mutant);
      return problem && `${meeting} at step ${step}\n=> ${problem}`;
    },
  };
}

const CHECKS: Readonly<Record<Meeting, (step: number, mutant: Mutant) => Promise<string | null>>> =
  {
    async killed(step, mutant) {
      const machine = new KeeperMachine({ crash_at: step }, 'ends', mutant);
      await machine.keeper('first');
      machine.recover();
      return judgeAttempt(machine, 'ends', await machine.settled(machine.owner()));
    },
    async cancelled(step, mutant) {
      const machine = new KeeperMachine({ crash_at: step }, 'stays', mutant);
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
    async refused(step, mutant) {
      const faults = { fail: { at: step, code: 'EIO' } };
      const machine = new KeeperMachine(faults, 'ends', mutant);
      await machine.keeper('first');
      machine.recover();
      return judgeAttempt(machine, 'ends', await machine.settled(machine.owner()));
    },
    watched: (step, mutant) => watched(new KeeperMachine({}, 'stays', mutant), step),
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
