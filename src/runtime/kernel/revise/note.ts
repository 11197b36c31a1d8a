import { decisionChange } from '../changes/build.ts';
import type { Speaker } from '../changes/changes.ts';
import { byteLength } from '../changes/content.ts';
import type { State } from '../state/state.ts';
import { type Refused, type Revision, refused, revised } from './revision.ts';
import { isOver, subjectNamed } from './subject.ts';

/** What one lineage takes in: every later stage of it reads them. */
export const DECISIONS_MAX = 1000;
export const DECISIONS_SIZE_BYTES_MAX = 256 * 1024;

/** A word of the owner, for every later stage of the lineage. */
export function note(state: State, work: string, text: string, speaker: Speaker): Revision {
  const found = subjectNamed(state, work);
  if (!found.ok) return found;
  const { root, item } = found.subject;
  if (isOver(state, root)) return over(root);
  const known = state.lineages.get(root)?.decisions ?? [];
  const size_bytes = known.reduce((sum, one) => sum + byteLength(one.text), byteLength(text));
  if (known.length >= DECISIONS_MAX || size_bytes > DECISIONS_SIZE_BYTES_MAX) return full(root);
  const key = item?.key ?? null;
  const change = decisionChange({ root, key, kind: 'note', text, ...speaker });
  const about = key ?? root;
  return revised(
    'note',
    `every later stage of ${root} reads it; a stage that runs now does not`,
    [`note about ${about}: ${text}`],
    [change],
  );
}

export function over(root: string): Refused {
  return refused(
    `${root} is over: it was closed or withdrawn, and nothing of it runs any more`,
    'a root document that is open',
    `hand over a spec of its own that names ${root}`,
  );
}

function full(root: string): Revision {
  return refused(
    `${root} holds as many decisions as it may: ${DECISIONS_MAX}, or ${DECISIONS_SIZE_BYTES_MAX / 1024} KiB`,
    'fewer and shorter notes',
    'hand over a spec of its own for what is wanted besides',
  );
}
