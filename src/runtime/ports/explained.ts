import { type ErrorCode, MillraceError } from '../errors/errors.ts';
import { DiskFault } from './disk.ts';

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

export function isFull({ code }: DiskFault): boolean {
  return CODES[code] === 'disk_full';
}

/** A disk fault as an error for people, without a path of the machine. `doing`: what failed. */
export function explainedFault(doing: string, fault: DiskFault): MillraceError {
  const code = CODES[fault.code] ?? 'disk_failed';
  const facts = {
    what: `${doing} failed: the system says ${fault.code}`,
    next: NEXT[code] ?? 'check the disk and the messages of the system, then do the same again',
  };
  return new MillraceError(code, facts, { cause: fault });
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
