import { quote, type Report, type SourceLocation } from './diagnostics.ts';
import { escapes } from './schema-issues.ts';

/** Top-level folders below `millrace-agents/` that belong to the runtime and its assets. */
const RUNTIME_FOLDERS: readonly string[] = [
  'attempts',
  'trees',
  'blobs',
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

/** What the runtime writes about closure targets. */
const CLOSURE_FOLDERS: readonly string[] = ['arbiter/contracts', 'arbiter/targets'];

export function isReservedFolder(folder: string): boolean {
  const top = folder.split('/')[0] ?? '';
  return RUNTIME_FOLDERS.includes(top) || CLOSURE_FOLDERS.some((own) => overlaps(own, folder));
}

export function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/**
 * Where an artifact may not be published: outside, at the top level, in runtime folders or in queue
 * folders.
 */
export function isProtectedPath(path: string, familyFolders: readonly string[]): boolean {
  const parts = path.split('/');
  if (escapes(path) || parts.length < 2 || parts.includes('') || parts.includes('.')) return true;
  const top = parts[0] ?? '';
  if (RUNTIME_FOLDERS.includes(top) || top.includes('{')) return true;
  return [...familyFolders, ...CLOSURE_FOLDERS].some((folder) => path.startsWith(`${folder}/`));
}

/** Folders of prompts and skills, below `millrace-agents/`. */
export const ENTRYPOINTS = 'entrypoints';
export const SKILLS = 'skills';

export function checkFolder(
  path: string,
  folder: string,
  place: SourceLocation,
  report: Report,
): void {
  if (path.startsWith(`${folder}/`) && path.endsWith('.md')) return;
  report.error(
    'path_misplaced',
    place,
    `${quote(path)} is not a markdown file below ${folder}/.`,
    `Put the file below ${folder}/ with a name that ends in .md.`,
  );
}
