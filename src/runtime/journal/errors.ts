import { MillraceError } from '../errors/errors.ts';
import { workspacePath } from '../plan/index.ts';
import { DiskFault, isFull } from '../ports/index.ts';

/** As a reader of the workspace names it: no text holds a path of the machine. */
const FOLDER = workspacePath('journal');

const RESTORE =
  `restore the folder ${FOLDER} from a backup; or keep a copy of it, move it away and open ` +
  'the workspace again: the state is then rebuilt from the documents in the folders';

export interface JournalOffset {
  /** Name inside the journal folder. */
  readonly file: string;
  readonly at_byte: number;
}

export function damaged(
  { file, at_byte }: JournalOffset,
  what: string,
  next?: string,
): MillraceError {
  return new MillraceError('journal_damaged', {
    what: `${FOLDER}/${file} is damaged at byte ${at_byte}: ${what}`,
    expected: 'records that link to each other without a gap',
    next: next ?? RESTORE,
    details: { file, at_byte },
  });
}

export function newer({ file, at_byte }: JournalOffset, found: string): MillraceError {
  return new MillraceError('journal_newer', {
    what: `${FOLDER}/${file} holds ${found} at byte ${at_byte}, which this release does not know`,
    expected: 'a journal of this release or an earlier one',
    next: 'nothing was changed; update millrace, or go on with the release that wrote it',
    details: { file, at_byte },
  });
}

export function replaced(): MillraceError {
  return new MillraceError('journal_replaced', {
    what: `${FOLDER} was deleted or replaced while it was in use; the last change is not recorded`,
    expected: 'nobody but the owner to touch that folder',
    next: 'rebuild the journal from the state in memory, or restart the owner',
  });
}

export function poisoned(): MillraceError {
  return new MillraceError('disk_failed', {
    what: 'An earlier write or sync of the journal failed, so what is on disk is not known',
    next: 'reopen the workspace; what was acknowledged is read back from disk',
  });
}

export function misused(what: string): MillraceError {
  return new MillraceError('internal_error', { what, next: 'report this' });
}

/** A full disk is left as it was, and so is one that was not asked. */
export function changesNothing(error: unknown): boolean {
  return !(error instanceof DiskFault) || isFull(error);
}
