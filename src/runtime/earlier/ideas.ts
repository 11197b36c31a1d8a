import { factsOf } from '../documents/index.ts';
import type { EarlierDocument } from './documents.ts';
import type { EarlierFiles } from './files.ts';

/** The folder of ideas, below the workspace and outside of its runtime folder. */
export const IDEAS = 'ideas/inbox';
/** Where releases from 0.18.6 on keep the text of each, below the runtime folder. */
const KEPT_IDEAS = 'intake/ideas';

/** A text that somebody wants to become work. */
export interface EarlierIdea {
  /** As findings name it. */
  readonly path: string;
  /** The name of its file. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The document that stands for it; null = nobody has taken it up. */
  readonly became: EarlierDocument | null;
  /** Whether its file lies in the inbox. */
  readonly isInbox: boolean;
}

/** The id that the watcher of the earlier program gave the spec of an idea with this file name. */
function ideaSpecId(name: string): string {
  const stem = name.replace(/\.md$/, '');
  const safe = stem.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  const id = safe === '' ? 'idea' : safe;
  return id.startsWith('idea-') ? id : `idea-${id}`;
}

/** All ideas that lie there. `outside` reads below the workspace, `files` below its runtime folder. */
export function ideasIn(
  outside: EarlierFiles,
  files: EarlierFiles,
  documents: readonly EarlierDocument[],
): EarlierIdea[] {
  const texts = textsIn(outside, IDEAS);
  const keptTexts = textsIn(files, KEPT_IDEAS);
  if (texts.length + keptTexts.length === 0) return [];
  const became = byIdea(documents);
  const inbox = texts.map(
    ({ path, name, bytes }): EarlierIdea => ({
      ...{ path, name, bytes, isInbox: true },
      became: became.get(ideaSpecId(name)) ?? became.get(path) ?? null,
    }),
  );
  const ids = new Set(inbox.map(({ name }) => ideaSpecId(name)));
  const kept = keptTexts.flatMap(({ path, name, bytes }): EarlierIdea[] => {
    const isOther = ids.has(ideaSpecId(name)) || became.has(name.replace(/\.md$/, ''));
    return isOther ? [] : [{ path, name, bytes, isInbox: false, became: null }];
  });
  for (const _ of [...inbox, ...kept]) files.count('ideas');
  return [...inbox, ...kept];
}

function textsIn(files: EarlierFiles, folder: string) {
  return files.list(folder).flatMap(({ name, kind }) => {
    const path = `${folder}/${name}`;
    if (kind === 'link' || kind === 'other') files.unknown(path, kind);
    else if (kind === 'dir' || !name.endsWith('.md')) files.keep(path, 'is no idea');
    else {
      const read = files.read(path);
      if (read.is === 'bytes') return [{ path, name, bytes: read.bytes }];
      files.keep(path, read.is === 'bad' ? read.why : 'went away while it was read');
    }
    return [];
  });
}

/** Documents by the ids, roots and references that say which idea they are of; roots count first. */
function byIdea(documents: readonly EarlierDocument[]): Map<string, EarlierDocument> {
  const found = new Map<string, EarlierDocument>();
  const roots = documents.filter(({ family }) => family.closure.role === 'root');
  for (const one of [...roots, ...documents]) {
    const { document, family } = one;
    const { idea } = factsOf(document, family);
    const names = [document.id, ...(idea === null ? [] : [idea])];
    for (const name of [...names, ...Object.values(document.lists).flat()])
      if (!found.has(name)) found.set(name, one);
  }
  return found;
}
