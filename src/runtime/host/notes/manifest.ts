import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_FOLDER } from '../../plan/runtime-folder.ts';
import type { FileChange, NotePlace, TreeDifference, TreeNote } from '../../ports/tree-notes.ts';
import { linkIn, makeFolder, putFile } from './own-files.ts';

const FILES_MAX = 20_000;
const FOLDER_DEPTH_MAX = 64;
/** Files up to this size are told apart by content, larger ones by size and time. */
const CONTENT_SIZE_BYTES_MAX = 65_536;
/** Folders that change without the work changing. */
const IGNORED = new Set(['.git', RUNTIME_FOLDER, 'node_modules']);
const FOLDER = 'manifests';
const SEPARATOR = '\t';

/** Without git: which files there are, by size, time and digest; their contents are not kept. */
export function manifestNote({ work_dir, store }: NotePlace): TreeNote {
  const lines: string[] = [];
  if (!collect(work_dir, '', 0, lines)) return { unknown: `more than ${FILES_MAX} files` };
  const text = `${lines.join('\n')}\n`;
  const digest = createHash('sha256').update(text).digest('hex');
  if (linkIn(store) !== null) return { unknown: `${store} is no folder of ours` };
  makeFolder(join(store, FOLDER));
  const path = join(store, FOLDER, digest);
  if (!existsSync(path)) putFile(path, text);
  return { id: `manifest:${digest}` };
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
    lines.push(`${JSON.stringify(path)}${SEPARATOR}${factsOf(join(root, path))}`);
  }
  return true;
}

function factsOf(path: string): string {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return JSON.stringify(['link', readlinkSync(path)]);
  if (!stats.isFile()) return 'other';
  if (stats.size > CONTENT_SIZE_BYTES_MAX) return `large ${stats.size} ${stats.mtimeMs}`;
  return `file ${stats.mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}

/** Copies both manifests to the shelf. */
export function keepManifests({ store }: NotePlace, shelf: string, digests: string[]): void {
  if (linkIn(store, [shelf]) !== null) return;
  makeFolder(shelf);
  for (const digest of digests) {
    const path = join(store, FOLDER, digest);
    if (existsSync(path)) putFile(join(shelf, digest), readFileSync(path));
  }
}

/** Which files differ; null = a manifest is not kept any more. */
export function compareManifests(
  { store }: NotePlace,
  shelf: string,
  from: string,
  to: string,
): TreeDifference | null {
  const [before, after] = [from, to].map((digest) => {
    const path = [join(shelf, digest), join(store, FOLDER, digest)].find(existsSync);
    return path === undefined ? null : rowsOf(readFileSync(path, 'utf8'));
  });
  if (before == null || after == null) return null;
  const files: FileChange[] = [];
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) continue;
    const kind = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
    files.push({ path, kind, added: null, removed: null });
  }
  const lines = files.length === 0 ? 0 : null;
  return { files, total: files.length, added: lines, removed: lines };
}

function rowsOf(text: string): Map<string, string> {
  const rows = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(SEPARATOR);
    if (at > 0) rows.set(line.slice(1, at - 1), line.slice(at + 1));
  }
  return rows;
}
