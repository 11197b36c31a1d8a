import { constants } from 'node:fs';
import type { OpenMode } from '../ports/disk.ts';

const {
  O_RDONLY,
  O_WRONLY,
  O_RDWR,
  O_CREAT,
  O_EXCL,
  O_TRUNC,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_DIRECTORY,
} = constants;

/** Rights of what is made, before the process mask. */
export interface Access {
  readonly file: number;
  readonly folder: number;
}

/** Runtime state: prompts, what agents printed, work that nobody has published. */
export const PRIVATE: Access = { file: 0o600, folder: 0o700 };
/** What people commit and share, as any other program would make it. */
export const SHARED: Access = { file: 0o666, folder: 0o777 };

/** Opening a pipe without O_NONBLOCK could wait for ever. */
export const READ_FLAGS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
export const WRITE_FLAGS = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK;
export const DIRECTORY_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;

export const OPEN_FLAGS: Readonly<Record<OpenMode, number>> = {
  read: O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
  update: O_RDWR | O_NOFOLLOW | O_NONBLOCK,
  create: O_RDWR | O_CREAT | O_EXCL,
  upsert: O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
};
