import { join } from 'node:path';
import { packageRoot } from '../package.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { DiskFault, explainedElsewhere, writeSynced } from '../runtime/ports/index.ts';
import { host } from './host.ts';

const FOLDER = join(packageRoot, 'dist', 'page');

/** Files that the page is built of. */
export function pageNames(): string[] {
  return (host.disk.list(FOLDER) ?? []).map(({ name }) => name);
}

/** Null where it is not among them. */
export function pageBytes(name: string): Uint8Array | null {
  return pageNames().includes(name) ? host.disk.read(join(FOLDER, name)) : null;
}

/** SHA-256 in base64, as a content policy names it. */
export function digestOf(text: string): string {
  return Buffer.from(host.hash.sha256(text), 'hex').toString('base64');
}

/** Throws where something is there already, or nothing can be. */
export function writeNew(path: string, bytes: Uint8Array): void {
  const { disk } = host;
  try {
    if (disk.stat(path) === null) return writeSynced(disk, path, bytes);
  } catch (thrown) {
    if (!(thrown instanceof DiskFault)) throw thrown;
    throw explainedElsewhere(`The page could not be written to ${path}`, thrown, {
      expected: 'a folder that is there and that this user may write',
      next: 'Name another file with --to.',
    });
  }
  throw new MillraceError('input_invalid', {
    what: `${path} is there already`,
    expected: 'the path of a new file',
    next: 'Name another file with --to, or move that one away.',
  });
}
