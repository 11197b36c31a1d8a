import { join } from 'node:path';
import { packageRoot } from '../package.ts';
import { host } from './host.ts';

/** Bytes of a file that the page is built of; null = it is not among them. */
export function pageBytes(name: string): Uint8Array | null {
  const folder = join(packageRoot, 'dist', 'page');
  const names = host.disk.list(folder) ?? [];
  return names.some((one) => one.name === name) ? host.disk.read(join(folder, name)) : null;
}
