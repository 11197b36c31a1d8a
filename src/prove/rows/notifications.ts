import type { Lab } from '../sim/lab.ts';
import { type Telling, toldAfterKill, toldBy } from '../sim/notifications.ts';
import { type Row, spread } from './row.ts';

interface ClosingCall {
  readonly one: Telling;
  readonly ids: readonly string[];
  readonly steps: readonly number[];
}

/** A notification that the journal decided arrives, whenever the process dies that tells it. */
export function tellingRow(lab: Lab): Row {
  let closingCall: Promise<ClosingCall> | null = null;
  return {
    name: 'telling',
    fault: 'a kill at any disk step of the call that decides a notification',
    quick: 10,
    total: null,
    waits: false,
    check: async (number) => {
      closingCall ??= closing(lab);
      const { one, ids, steps } = await closingCall;
      return toldAfterKill(one, ids, { crash_at: spread(steps, number, lab.seed) });
    },
  };
}

/** The last call of the shipped campaign that tells something. */
async function closing({ shipped: golden }: Lab): Promise<ClosingCall> {
  for (let op = golden.boundaries.length - 2; op > 0; op -= 1) {
    const { ids, log } = await toldBy({ golden, op });
    if (ids.length > 0) return { one: { golden, op }, ids, steps: log.map((_, at) => at + 1) };
  }
  throw new Error('the campaign tells nothing');
}
