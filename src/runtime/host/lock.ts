import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  writeSync,
} from 'node:fs';
import { MillraceError } from '../errors/errors.ts';
import { DiskFault } from '../ports/disk.ts';
import type { HeldLock, Lock, LockWait } from '../ports/small.ts';
import { systemCode } from './system-code.ts';

export const FILE_MODE = 0o600;
/** Status of flock(1) when another holder has the lock. */
const STATUS_HELD_ELSEWHERE = 1;

/**
 * Kernel locks without native code: flock(1) locks the open file description of a descriptor that
 * it inherits, so the lock stays with this process when flock(1) has ended, and goes when this
 * process dies.
 */
export class KernelLock implements Lock {
  tryTake(path: string): HeldLock | null {
    const descriptor = openForLock(path, O_CREAT);
    try {
      if (lockDescriptor(descriptor)) return held(path, descriptor);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    closeSync(descriptor);
    return null;
  }

  /** flock(1) waits in a process of its own, so that this one goes on meanwhile. */
  wait(path: string): LockWait {
    const descriptor = openForLock(path, 0);
    const child = spawn('flock', ['-x', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', descriptor],
      env: { PATH: process.env.PATH },
    });
    child.unref();
    const ended = new Promise<number | null>((settle) => {
      child.once('exit', settle);
      child.once('error', () => settle(null));
    });
    return {
      taken: ended.then((status) => {
        if (status === 0) return held(path, descriptor);
        closeSync(descriptor);
        return null;
      }),
      giveUp: () => child.kill('SIGKILL'),
    };
  }
}

/** A file that was replaced while it was being locked is not the one that others will lock. */
export function held(path: string, descriptor: number): HeldLock | null {
  if (isStillAt(path, descriptor)) return new HeldDescriptor(path, descriptor);
  closeSync(descriptor);
  return null;
}

class HeldDescriptor implements HeldLock {
  private released = false;
  constructor(
    private readonly path: string,
    private readonly descriptor: number,
  ) {}

  describe(text: string): void {
    ftruncateSync(this.descriptor, 0);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.descriptor, bytes, at, bytes.length - at, at);
    }
  }

  isInPlace(): boolean {
    return !this.released && isStillAt(this.path, this.descriptor);
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    closeSync(this.descriptor);
  }
}

const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;

/** A link would lead to a file of somebody else, which the holder's words would replace. */
function openForLock(path: string, create: number): number {
  const descriptor = openAsItIs(path, create);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw foreignLock(path, 'a pipe, a socket or a device');
}

function openAsItIs(path: string, create: number): number {
  try {
    return openSync(path, O_RDWR | create | O_NOFOLLOW | O_NONBLOCK, FILE_MODE);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ELOOP') throw foreignLock(path, 'a symbolic link');
    if (code === 'EISDIR') throw foreignLock(path, 'a folder');
    throw new DiskFault(code, 'open', path);
  }
}

export function foreignLock(path: string, kind: string): MillraceError {
  return new MillraceError('workspace_not_writable', {
    what: `${path} is ${kind}, and was left as it is`,
    expected: 'the lock file of the workspace, which is a regular file or not there',
    next: `find out who put it there, remove it, then call again: rm ${path}`,
  });
}

function lockDescriptor(descriptor: number): boolean {
  const { status, error } = spawnSync('flock', ['-x', '-n', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
  });
  if (status === 0) return true;
  if (status === STATUS_HELD_ELSEWHERE) return false;
  throw new MillraceError('lock_not_supported', {
    what: `The file lock could not be taken (${error ? systemCode(error) : `status ${status}`})`,
    expected: 'the program flock of util-linux, and a file system that supports it',
    next: 'install util-linux, or move the workspace to a local disk',
  });
}

function isStillAt(path: string, descriptor: number): boolean {
  const current = lstatSync(path, { throwIfNoEntry: false });
  return current !== undefined && current.ino === fstatSync(descriptor).ino;
}
