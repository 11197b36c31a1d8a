import { join } from 'node:path';
import { packageRoot } from '../package.ts';
import type { SkillPage } from '../product/backend.ts';
import { host } from './host.ts';

/** Folders below the one of all pages: of a skill, and its references. */
const DEPTH_MAX = 3;

/** They come with the package, so what is there is ours. */
export function skillPages(): SkillPage[] {
  return pagesIn('skills').map((path) => ({ path, text: textOf('skills', path) }));
}

export function docPaths(): string[] {
  return pagesIn('docs');
}

/** Null where there is no such page. */
export function docText(path: string): string | null {
  return docPaths().includes(path) ? textOf('docs', path) : null;
}

type Folder = 'skills' | 'docs';

/** Package -> paths: they do not change while a process lives. */
const known = new Map<Folder, string[]>();

function pagesIn(folder: Folder): string[] {
  const paths = known.get(folder) ?? pathsBelow(join(packageRoot, folder), '', DEPTH_MAX);
  known.set(folder, paths);
  if (paths.length === 0) throw new Error(`the package has no folder ${folder}`);
  return paths;
}

function pathsBelow(top: string, below: string, depth: number): string[] {
  const entries = depth === 0 ? [] : (host.disk.list(join(top, below)) ?? []);
  return entries.flatMap(({ name, kind }) => {
    const path = below === '' ? name : `${below}/${name}`;
    if (kind === 'dir') return pathsBelow(top, path, depth - 1);
    return name.endsWith('.md') ? [path] : [];
  });
}

function textOf(folder: Folder, path: string): string {
  const bytes = host.disk.read(join(packageRoot, folder, path));
  return new TextDecoder().decode(bytes ?? new Uint8Array());
}
