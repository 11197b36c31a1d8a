import { MillraceError } from '../errors/errors.ts';
import { DiskFault } from '../ports/disk.ts';

/** Names below `millrace-agents/`, so that a text never holds a path of the machine. */
const FOLDER = 'millrace-agents/journal';
const FULL_CODES: readonly string[] = ['ENOSPC', 'EDQUOT'];
const REFUSED_CODES: readonly string[] = ['EACCES', 'EPERM', 'EROFS'];

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
    next: 'use the release of millrace that wrote it, or a later one',
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

export function isFull(fault: DiskFault): boolean {
  return FULL_CODES.includes(fault.code);
}

/** A fault of the disk as an error for people. Anything else passes as it is. */
export function explained(error: unknown, doing: string): unknown {
  if (!(error instanceof DiskFault)) return error;
  const what = `${doing} failed (${error.code})`;
  const options = { cause: error };
  if (isFull(error)) {
    return new MillraceError(
      'disk_full',
      { what, next: 'free some disk space, then retry' },
      options,
    );
  }
  if (REFUSED_CODES.includes(error.code)) {
    const next = 'make the folder millrace-agents writable for this user, then retry';
    return new MillraceError('workspace_not_writable', { what, next }, options);
  }
  const next = 'check the disk and the messages of the system, then reopen the workspace';
  return new MillraceError('disk_failed', { what, next }, options);
}

export function explaining<T>(doing: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw explained(error, doing);
  }
}
