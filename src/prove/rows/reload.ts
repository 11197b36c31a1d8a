import type { Lab } from '../sim/lab.ts';
import { EDITS, type Edit, type Edited, edited, reloadKilledAt, stepsOf } from '../sim/reload.ts';
import { type Row, spread } from './row.ts';

interface Case {
  readonly one: Edited;
  readonly step: number;
}

/** An edit of the config in the middle of a run comes to count once or not at all, and keeps the run. */
export function reloadRow(lab: Lab): Row {
  let cases: Promise<Case[]> | null = null;
  return {
    name: 'reload',
    fault: 'a kill at any disk step of a reload of the config while a run is in flight',
    quick: 20,
    total: null,
    waits: false,
    check: async (number) => {
      cases ??= casesOf(lab);
      const { one, step } = spread(await cases, number, lab.seed);
      const problem = await reloadKilledAt(one, step);
      return problem && `${one.edit}, killed in step ${step}\n=> ${problem}`;
    },
  };
}

async function casesOf({ empty }: Lab): Promise<Case[]> {
  const cases: Case[] = [];
  for (const edit of Object.keys(EDITS).filter(isEdit)) {
    const one = await edited(empty, edit);
    const steps = await stepsOf(one);
    for (let step = 1; step <= steps; step += 1) cases.push({ one, step });
  }
  return cases;
}

function isEdit(name: string): name is Edit {
  return name in EDITS;
}
