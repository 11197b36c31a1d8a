import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_FOLDER } from '../plan/runtime-folder.ts';

const FILES_MAX = 20_000;
const FOLDER_DEPTH_MAX = 64;
/** Files up to this size are told apart by content, larger ones by size and time. */
const CONTENT_SIZE_BYTES_MAX = 65_536;
/** Folders that change without the work changing. */
const IGNORED = new Set(['.git', RUNTIME_FOLDER, 'node_modules']);

/** One digest over the files below a folder, or null when there are too many. */
export function manifestDigest(folder: string): string | null {
  const lines: string[] = [];
  if (!collect(folder, '', 0, lines)) return null;
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
  return `manifest:${hash.digest('hex')}`;
}

/** false = a limit was reached. */
function collect(root: string, folder: string, depth: number, lines: string[]): boolean {
  if (depth > FOLDER_DEPTH_MAX) return false;
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (IGNORED.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!collect(root, path, depth + 1, lines)) return false;
      continue;
    }
    if (lines.length >= FILES_MAX) return false;
    lines.push(JSON.stringify([path, ...factsOf(join(root, path))]));
  }
  return true;
}

function factsOf(path: string): (string | number)[] {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return ['link', readlinkSync(path)];
  if (!stats.isFile()) return ['other'];
  if (stats.size > CONTENT_SIZE_BYTES_MAX) return ['large', stats.size, stats.mtimeMs];
  return ['file', stats.mode, createHash('sha256').update(readFileSync(path)).digest('hex')];
}
