import { KeeperMachine } from '../sim/keeper-machine.ts';
import type { Lab } from '../sim/lab.ts';
import { judgeAttempt, watched } from './keeper.ts';
import { type Row, spread } from './row.ts';

/** Above the steps of any life of a keeper. */
const STEPS_MAX = 80;
const MEETINGS = ['killed', 'watched'] as const;
type Meeting = (typeof MEETINGS)[number];

/**
 * The stage writes a completion of its own, and goes on until it is cancelled. `killed`: its keeper
 * dies before a step. `watched`: an owner looks while it works.
 */
export function forgedRow({ mutant, seed }: Lab): Row {
  const cases = MEETINGS.flatMap((meeting) =>
    Array.from({ length: STEPS_MAX }, (_, index) => ({ meeting, step: index + 1 })),
  );
  return {
    name: 'forged',
    fault: 'a stage that writes its own completion, its keeper killed or watched at each step',
    quick: cases.length,
    total: cases.length,
    waits: false,
    async check(number) {
      const { meeting, step } = spread(cases, number, seed);
      const faults = meeting === 'killed' ? { crash_at: step } : {};
      const problem = await CHECKS[meeting](new KeeperMachine(faults, 'forges', mutant), step);
      return problem && `${meeting} at step ${step}\n=> ${problem}`;
    },
  };
}

const CHECKS: Readonly<
  Record<Meeting, (machine: KeeperMachine, step: number) => Promise<string | null>>
> = {
  /** Whoever judges finds the stage alive, asks for its end, and gets that of a keeper. */
  async killed(machine) {
    machine.clock.sleep = (ms) => {
      machine.cancel();
      machine.clock.advance(ms);
      return Promise.resolve();
    };
    await machine.keeper('first');
    machine.recover();
    const owner = machine.owner();
    const { row } = machine.look(owner);
    if (row === 'completed' && machine.living > 0) return 'its own completion was believed';
    machine.cancel();
    return judgeAttempt(machine, 'stays', await machine.settled(owner));
  },
  watched,
};
