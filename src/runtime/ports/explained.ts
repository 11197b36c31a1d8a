import { type ErrorCode, MillraceError } from '../errors/errors.ts';
import type { DiskFault } from './disk.ts';

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

/** A disk fault as an error for people, without a path of the machine. */
export function explainedFault(doing: string, fault: DiskFault): MillraceError {
  const code = CODES[fault.code] ?? 'disk_failed';
  const facts = {
    what: `${doing} failed: the system says ${fault.code}`,
    next: NEXT[code] ?? 'check the disk and the messages of the system, then do the same again',
  };
  return new MillraceError(code, facts, { cause: fault });
}
