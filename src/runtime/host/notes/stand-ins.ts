import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { GitSetup } from './git.ts';
import { makeFolder, putFile } from './own-files.ts';

/** A line that stands for content that is not kept. */
export interface StandIn {
  readonly path: string;
  readonly text: string;
}

/** Writes the stand-ins as objects. Returns what `update-index --index-info` reads. */
export function standInEntries(
  objects: string,
  format: GitSetup['format'],
  all: readonly StandIn[],
): string {
  return all
    .map(({ path, text }) => `100644 ${objectOf(objects, format, text)}\t${path}\0`)
    .join('');
}

/** As git keeps a loose object: one process for each would take too long. */
function objectOf(objects: string, format: GitSetup['format'], text: string): string {
  const body = Buffer.from(text);
  const bytes = Buffer.concat([Buffer.from(`blob ${body.length}\0`), body]);
  const id = createHash(format).update(bytes).digest('hex');
  const folder = join(objects, id.slice(0, 2));
  const path = join(folder, id.slice(2));
  if (existsSync(path)) return id;
  makeFolder(folder);
  putFile(`${path}.tmp`, deflateSync(bytes));
  renameSync(`${path}.tmp`, path);
  return id;
}
