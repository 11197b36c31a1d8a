import { factsOf } from '../documents/index.ts';
import type { EarlierDocument } from './documents.ts';
import type { EarlierFiles } from './files.ts';

/** The folder of ideas, below the workspace and outside of its runtime folder. */
export const IDEAS = 'ideas/inbox';

/** The id that the watcher of the earlier program gave the spec of an idea with this file name. */
function ideaSpecId(name: string): string {
  const stem = name.replace(/\.md$/, '');
  const safe = stem.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  const id = safe === '' ? 'idea' : safe;
  return id.startsWith('idea-') ? id : `idea-${id}`;
}

/**
 * Names of the idea files that no document stands for, neither by its id nor by a reference to the file.
 * `files` reads below the workspace.
 */
export function waitingIdeas(files: EarlierFiles, documents: readonly EarlierDocument[]): string[] {
  const known = new Set(
    documents.flatMap(({ document, family }) => [
      document.id,
      factsOf(document, family).idea,
      ...Object.values(document.lists).flat(),
    ]),
  );
  return files.list(IDEAS).flatMap(({ name, kind }) => {
    if (kind !== 'file' || !name.endsWith('.md')) return [];
    return known.has(ideaSpecId(name)) || known.has(`${IDEAS}/${name}`) ? [] : [name];
  });
}
