import { simulatedRows } from './rows/index.ts';
import type { Lab } from './sim/lab.ts';
import { REMOVALS } from './sim/mutants.ts';

/** Cases after which a guard counts as one that nobody would miss. */
const CASES_MAX = 600;

export interface Caught {
  readonly guard: string;
  /** Null = no row noticed. */
  readonly by: string | null;
  readonly cases: number;
}

/** Takes one guard away after the other: the proof is only worth something when it can fail. */
export async function* removals(lab: Lab, rest: () => Promise<void>): AsyncGenerator<Caught> {
  for (const { guard, mutant, rows } of REMOVALS) {
    const chosen = simulatedRows({ ...lab, mutant }).filter(({ name }) => rows.includes(name));
    let found: Caught = { guard, by: null, cases: 0 };
    for (const row of chosen) {
      const last = Math.min(CASES_MAX, row.total ?? CASES_MAX);
      for (let number = 0; number < last && found.by === null; number += 1) {
        const problem = await row.check(number);
        found = { guard, by: problem === null ? null : row.name, cases: found.cases + 1 };
        await rest();
      }
    }
    yield found;
  }
}
