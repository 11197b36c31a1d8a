import { type ErrorCode, MillraceError } from '../errors/errors.ts';
import { DiskFault } from './disk.ts';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EACCES: 'workspace_not_writable',
  EPERM: 'workspace_not_writable',
  EROFS: 'workspace_not_writable',
};

const NEXT: Readonly<Partial<Record<ErrorCode, string>>> = {
  disk_full: 'free some disk space, then do the same again',
  workspace_not_writable:
    'make the folder writable for this user, or name another workspace, then do the same again',
};

const DESCRIPTORS =
  'end programs that hold many files open, or raise the limit (ulimit -n), then do the same again';
const NEXT_OF: Readonly<Record<string, string>> = { EMFILE: DESCRIPTORS, ENFILE: DESCRIPTORS };
const NEXT_ELSE = 'check the disk and the messages of the system, then do the same again';

export function isFull({ code }: DiskFault): boolean {
  return CODES[code] === 'disk_full';
}

/** What stands in place of a file or folder of ours, by what the system says of it. */
const FOREIGN: Readonly<Record<string, string>> = {
  ELOOP: 'a symbolic link',
  EISDIR: 'a folder',
  ENOTDIR: 'no folder, or something above it is none',
  EINVAL: 'a pipe, a socket or a device',
  ESPIPE: 'a pipe, a socket or a device',
  ENXIO: 'a pipe, a socket or a device',
};

/**
 * A disk fault as an error for people. `doing`: what failed. Only what is not ours is named by its path:
 * somebody has to look at it.
 */
export function explainedFault(doing: string, fault: DiskFault): MillraceError {
  const found = FOREIGN[fault.code];
  if (found !== undefined) return inTheWay(doing, found, fault);
  const code = CODES[fault.code] ?? 'disk_failed';
  const facts = {
    what: `${doing} failed: the system says ${fault.code}`,
    next: NEXT[code] ?? NEXT_OF[fault.code] ?? NEXT_ELSE,
  };
  return new MillraceError(code, facts, { cause: fault });
}

function inTheWay(doing: string, found: string, fault: DiskFault): MillraceError {
  const facts = {
    what: `${doing} failed: ${fault.path} is ${found}, and was left as it is`,
    expected: 'a file or folder of the runtime itself; no link is followed',
    next: 'find out who put it there and move it away, then do the same again',
  };
  return new MillraceError('workspace_not_writable', facts, { cause: fault });
}

/** The same of whatever was thrown: what is no fault of a disk passes as it is. */
export function explained(doing: string, thrown: unknown): unknown {
  return thrown instanceof DiskFault ? explainedFault(doing, thrown) : thrown;
}

/** Runs disk work; a fault leaves it as an error for people. */
export function explaining<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw explained(doing, thrown);
  }
}

/** A fault outside of any workspace: what failed, and what to do about it, only the caller knows. */
export function explainedElsewhere(
  failed: string,
  fault: DiskFault,
  facts: { readonly expected: string; readonly next: string },
): MillraceError {
  const what = `${failed} (${fault.code})`;
  return new MillraceError('disk_failed', { what, ...facts }, { cause: fault });
}
