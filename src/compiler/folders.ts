import { escapes } from './schema-issues.ts';

/** Top-level folders below `millrace-agents/` that belong to the runtime and its assets. */
const RUNTIME_FOLDERS: readonly string[] = [
  'attempts',
  'blobs',
  'checkpoints',
  'entrypoints',
  'families',
  'graphs',
  'journal',
  'logs',
  'loops',
  'modes',
  'registry',
  'runs',
  'skills',
  'state',
];

/** Also taken, but only against families: the closure decision keeps its files there. */
const SHARED_FOLDERS: readonly string[] = ['arbiter'];

export function isReservedFolder(folder: string): boolean {
  const top = folder.split('/')[0] ?? '';
  return RUNTIME_FOLDERS.includes(top) || SHARED_FOLDERS.includes(top);
}

export function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/** Where an artifact may not be published: outside, at the top level, in runtime folders or in queue folders. */
export function isProtectedPath(path: string, familyFolders: readonly string[]): boolean {
  const parts = path.split('/');
  if (escapes(path) || parts.length < 2 || parts.includes('') || parts.includes('.')) return true;
  const top = parts[0] ?? '';
  if (RUNTIME_FOLDERS.includes(top) || top.includes('{')) return true;
  return familyFolders.some((folder) => path.startsWith(`${folder}/`));
}
