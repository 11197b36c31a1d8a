import { diff3Merge } from 'node-diff3';

export type Merged =
  | { readonly kind: 'clean'; readonly text: string }
  /** So many stretches were changed on both sides, each in another way. */
  | { readonly kind: 'overlap'; readonly stretches: number };

/** Both changes to a text in one, line by line. */
export function merge(base: string, ours: string, theirs: string): Merged {
  const [a, o, b] = [ours, base, theirs].map((text) => text.split('\n'));
  const regions = diff3Merge(a ?? [], o ?? [], b ?? [], { excludeFalseConflicts: true });
  const lines: string[] = [];
  let stretches = 0;
  for (const { ok } of regions) {
    if (ok === undefined) stretches += 1;
    else lines.push(...ok);
  }
  return stretches > 0 ? { kind: 'overlap', stretches } : { kind: 'clean', text: lines.join('\n') };
}
