import { scalarOf, type WorkDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';

/** So much of a difference is told; the whole text is there to be read. */
const LINES_MAX = 60;
const LINE_LENGTH_MAX = 1000;

/**
 * What differs between two texts of one document, by default besides the items of its contract: `-`
 * what is gone, `+` what came, a line each.
 */
export function documentLines(
  before: WorkDocument,
  after: WorkDocument,
  family: Family,
  of: 'all' | 'the_rest' = 'the_rest',
): string[] {
  const items = of === 'all' ? [] : (family.closure.contract ?? []);
  const contract = items.map(({ list_key }) => list_key);
  const scalars = family.scalars.flatMap(({ key, label }) =>
    differing(label, scalarLines(before, family, key), scalarLines(after, family, key)),
  );
  const lists = family.lists
    .filter(({ key }) => !contract.includes(key))
    .flatMap(({ key, label }) => differing(label, before.lists[key] ?? [], after.lists[key] ?? []));
  return [...scalars, ...lists, ...proseLines(before.body, after.body)];
}

/** The first of them, and how many there are. */
export function bounded(lines: readonly string[]): string[] {
  const more = lines.length - LINES_MAX;
  const shown = more > 0 ? [...lines.slice(0, LINES_MAX), `and ${more} more lines`] : lines;
  return shown.map((line) =>
    line.length > LINE_LENGTH_MAX ? `${line.slice(0, LINE_LENGTH_MAX)}...` : line,
  );
}

function scalarLines(document: WorkDocument, family: Family, key: string): string[] {
  const value = scalarOf(document, family, key) ?? '';
  return value === '' ? [] : [value];
}

function proseLines(before: string, after: string): string[] {
  if (before === after) return [];
  const lines = differing('prose', linesOf(before), linesOf(after));
  return lines.length > 0 ? lines : ['~ prose: the same lines, set otherwise'];
}

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim() || []);
}

/** A line that only moved is no difference. */
function differing(label: string, before: readonly string[], after: readonly string[]): string[] {
  return [
    ...without(before, after).map((text) => `- ${label}: ${text}`),
    ...without(after, before).map((text) => `+ ${label}: ${text}`),
  ];
}

function without(these: readonly string[], those: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1);
  return these.filter((one) => {
    const count = left.get(one) ?? 0;
    if (count > 0) left.set(one, count - 1);
    return count === 0;
  });
}
