import { type ErrorCode, MillraceError } from '../errors.ts';
import { DiskFault } from '../ports/index.ts';
import { RUNTIME_FOLDER } from './layout.ts';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EACCES: 'workspace_not_writable',
  EPERM: 'workspace_not_writable',
  EROFS: 'workspace_not_writable',
  ENOTDIR: 'workspace_not_writable',
};

const NEXT: Readonly<Partial<Record<ErrorCode, string>>> = {
  disk_full: 'free some disk space, then do the same again',
  workspace_not_writable:
    'make the folder writable for this user, or name another workspace, then do the same again',
};

/** Runs disk work; a fault leaves as an error for people, without a path of the machine. */
export function explained<T>(doing: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    const code = CODES[error.code] ?? 'disk_failed';
    const facts = {
      what: `${doing} failed: the system says ${error.code}`,
      next: NEXT[code] ?? 'check the disk and the messages of the system, then do the same again',
    };
    throw new MillraceError(code, facts, { cause: error });
  }
}

export function notWritable(what: string, expected: string, next: string): MillraceError {
  return new MillraceError('workspace_not_writable', { what, expected, next });
}

/** Something else stands where a folder or file of the baseline belongs. */
export function inTheWay(place: string, found: string, expected: string): MillraceError {
  const name = place === '' ? RUNTIME_FOLDER : `${RUNTIME_FOLDER}/${place}`;
  return notWritable(
    `${name} is ${found}`,
    expected,
    `move it away or replace it by ${expected}, then call init again`,
  );
}
