import { join } from 'node:path';
import { packageRoot } from '../package.ts';
import type { SkillPage } from '../product/backend.ts';
import { host } from './host.ts';

const FOLDER = 'skills';
/** Of the folders of one skill: its own and that of its references. */
const DEPTH_MAX = 3;

/** They come with the package, so what is there is ours. */
export function skillPages(): SkillPage[] {
  const pages = pagesIn('', DEPTH_MAX);
  if (pages.length === 0) throw new Error(`the package has no folder ${FOLDER}`);
  return pages;
}

function pagesIn(folder: string, depth: number): SkillPage[] {
  const entries = depth === 0 ? [] : (host.disk.list(join(packageRoot, FOLDER, folder)) ?? []);
  return entries.flatMap(({ name, kind }) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (kind === 'dir') return pagesIn(path, depth - 1);
    const bytes = name.endsWith('.md') ? host.disk.read(join(packageRoot, FOLDER, path)) : null;
    return bytes === null ? [] : [{ path, text: new TextDecoder().decode(bytes) }];
  });
}
