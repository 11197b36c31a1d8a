import type { EarlierDocument } from './documents.ts';
import type { EarlierFiles } from './files.ts';
import { requeueRow } from './formats.ts';

/** When a document was last given back to its queue by hand; null = that is not recorded. */
export function requeuedAt(
  files: EarlierFiles,
  { family, document }: EarlierDocument,
): number | null {
  const path = `${family.folder}/${family.states.queue}/${document.id}.requeue.jsonl`;
  const read = files.read(path);
  if (read.is !== 'bytes') return null;
  const times = new TextDecoder().decode(read.bytes).split('\n').map(timeIn);
  return times.reduce((last, at) => (at === null ? last : Math.max(last ?? 0, at)), null);
}

function timeIn(line: string): number | null {
  try {
    const at = requeueRow.safeParse(JSON.parse(line)).data?.at;
    return at === undefined ? null : Date.parse(at);
  } catch {
    return null;
  }
}
