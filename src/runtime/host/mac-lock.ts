import { constants, openSync } from 'node:fs';
import { MillraceError } from '../errors/errors.ts';
import { DiskFault } from '../ports/disk.ts';
import type { HeldLock, Lock } from '../ports/small.ts';
import { FILE_MODE, foreignLock, held } from './lock.ts';
import { systemCode } from './system-code.ts';

/** `O_EXLOCK` of open(2) on macOS: the file is opened with the lock of flock(2), or not at all. */
const EXCLUSIVE_LOCK = 0x20;
const FLAGS =
  constants.O_RDWR |
  constants.O_CREAT |
  constants.O_NOFOLLOW |
  constants.O_NONBLOCK |
  EXCLUSIVE_LOCK;
const HELD_ELSEWHERE = ['EAGAIN', 'EWOULDBLOCK'];
const WITHOUT_LOCKS = ['ENOTSUP', 'EOPNOTSUPP'];

export type Open = (path: string, flags: number, mode: number) => number;

/** The lock of the kernel, taken in opening; it goes when this process dies. */
export class MacLock implements Lock {
  constructor(private readonly open: Open = openSync) {}

  tryTake(path: string): HeldLock | null {
    const descriptor = this.locked(path);
    return descriptor === null ? null : held(path, descriptor);
  }

  private locked(path: string): number | null {
    try {
      return this.open(path, FLAGS, FILE_MODE);
    } catch (error) {
      const code = systemCode(error);
      if (HELD_ELSEWHERE.includes(code)) return null;
      if (code === 'ELOOP') throw foreignLock(path, 'a symbolic link');
      if (!WITHOUT_LOCKS.includes(code)) throw new DiskFault(code, 'open', path);
      throw new MillraceError('lock_not_supported', {
        what: `The file lock could not be taken (${code})`,
        expected: 'a file system that supports locks',
        next: 'move the workspace to a local disk',
      });
    }
  }
}
