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

/** Before the process mask. */
export const FILE_MODE = 0o666;

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
