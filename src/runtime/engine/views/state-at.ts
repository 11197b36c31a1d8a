import { MillraceError } from '../../errors/errors.ts';
import { evolve, State } from '../../kernel/index.ts';
import type { Follower } from '../workspace/follower.ts';

/** Records that are replayed for one question; about ten seconds. */
const REPLAYED_MAX = 300_000;

/**
 * The state after a record. Old checkpoints are not kept, so it is replayed from the first record:
 * that takes the whole history.
 */
export function stateAt({ state: now, journal }: Follower, seq: number): State {
  if (seq > now.seq) throw notYet(seq, now.seq);
  if (seq === now.seq) return now;
  const { whole_from } = journal.archive;
  if (whole_from > 1) throw notKept(seq, whole_from);
  if (seq > REPLAYED_MAX) throw tooFar(seq);
  const state = new State();
  for (const record of journal.archive.records(1, seq)) {
    if (record.n !== state.seq + 1) throw notKept(seq, record.n);
    evolve(state, record);
  }
  return state;
}

function notYet(seq: number, newest: number): MillraceError {
  return new MillraceError('input_invalid', {
    what: `There is no record ${seq} yet`,
    expected: `a number from 1 to ${newest}`,
    next: 'take the number from seq of an answer, or leave `at` out for the state as of now',
  });
}

function notKept(seq: number, from: number): MillraceError {
  return new MillraceError('resource_not_found', {
    what: `The state after record ${seq} cannot be told: every record is kept only from ${from} on`,
    expected: 'a journal that is whole from its first record',
    next: 'call why without `at`: the records that are left still say what was decided',
    details: { kept_from: from },
  });
}

function tooFar(seq: number): MillraceError {
  return new MillraceError('input_invalid', {
    what: `The state after record ${seq} takes too long to replay`,
    expected: `a number up to ${REPLAYED_MAX}`,
    next: 'call why without `at`, or with an earlier record',
  });
}
