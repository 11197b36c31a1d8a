import { statSync } from 'node:fs';
import type { Access } from './disk-flags.ts';

const RIGHTS = 0o777;

/** The rights of the file that is there, so that one in its place has them too; else those given. */
export function accessLike(path: string, otherwise: Access): Access {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? otherwise : { ...otherwise, file: stats.mode % (RIGHTS + 1) };
  } catch {
    return otherwise;
  }
}
