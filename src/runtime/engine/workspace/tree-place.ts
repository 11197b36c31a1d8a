import type { Hash, NotePlace } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';

const PLAIN = /^[A-Za-z0-9][\w.-]{0,120}$/;
/** No root of a lineage has this name. */
const NO_LINEAGE = '_none';

/** Where notes of the folder in which stages edit are kept. */
export function notePlace(layout: Layout, work_dir: string): NotePlace {
  return { work_dir, store: layout.trees };
}

/** What is kept of a lineage lies together, so that it can go with it. */
export function shelfOf(hash: Hash, root: string | null): string {
  if (root === null) return NO_LINEAGE;
  return PLAIN.test(root) ? root : `_${hash.sha256(root)}`;
}
