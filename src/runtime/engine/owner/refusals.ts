import { MillraceError } from '../../errors/errors.ts';
import { workspacePath } from '../../plan/index.ts';
import { PLACES } from '../../workspace/index.ts';

const JOURNAL = workspacePath(PLACES.journal);

export function journalGone(): MillraceError {
  return new MillraceError('journal_damaged', {
    what: 'The journal of this workspace is gone',
    expected: `${JOURNAL}, which init makes`,
    next: 'call run_once: it takes the documents in again from their folders and goes on',
  });
}

export function unreadable(): MillraceError {
  return new MillraceError('journal_damaged', {
    what: 'The journal changed while it was being opened, twice',
    expected: `one writer at a time, and no other program in ${JOURNAL}`,
    next: 'find out what else writes there, stop it, and call again',
  });
}

export function lockGone(): MillraceError {
  const what = `${workspacePath(PLACES.lock)} was deleted or replaced while its owner worked`;
  return new MillraceError('journal_replaced', {
    what: `${what}; the last change is not acknowledged`,
    expected: 'nobody but owners to touch that file',
    next: 'call status to see whether it was recorded, then go on',
  });
}

export function stateGone(cause: unknown): MillraceError {
  const facts = {
    what:
      'The state of this workspace was deleted while this call worked; what it did last may not be ' +
      'recorded',
    expected: 'nobody but the runtime to touch its state',
    next: 'call again: the state is restored first',
  };
  return new MillraceError('journal_replaced', facts, { cause });
}
