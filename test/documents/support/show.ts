import { expect } from 'vitest';
import { collect } from '../../../src/runtime/documents/collect.ts';
import {
  decodeDocument,
  draftDocument,
  type ParseResult,
  parseDocument,
  renderDocument,
} from '../../../src/runtime/documents/index.ts';
import type { Family } from '../../../src/runtime/plan/index.ts';

export const context = {
  now: Date.UTC(2026, 0, 2, 3, 4, 5),
  actor: 'test',
  hash8: () => '00c0ffee',
};

/** What was understood of a text that somebody handed over, or why it was refused. */
export function understood(text: string, family: Family): string {
  const decoded = decodeDocument(text);
  if (!decoded.ok) return decoded.problem;
  const result = draftDocument(decoded.text, family, context);
  const { scalars, lists } = collect(decoded.text, family);
  const given = new Set([...scalars.keys(), ...lists.keys()]);
  return show(result, family, decoded.notes, given);
}

/**
 * Notes, fields that were given, and the body behind `| `; fields that were only filled in are left
 * out.
 */
export function show(
  result: ParseResult,
  family: Family,
  decodeNotes: readonly string[] = [],
  keys?: ReadonlySet<string>,
): string {
  if (!result.ok) return result.problems.map((one) => `${one.line}: ${one.message}`).join('\n');
  const { document } = result;
  expect(parseDocument(renderDocument(document, family), family)).toEqual({
    ok: true,
    document,
    notes: [],
  });
  const given = ({ key }: { key: string }) => keys?.has(key) ?? true;
  const scalars = family.scalars
    .filter((field) => document.scalars[field.key] !== undefined && given(field))
    .map((field) => `${field.label}: ${document.scalars[field.key]}`);
  const lists = family.lists
    .filter(given)
    .flatMap((field) =>
      (document.lists[field.key] ?? []).map((item) => `${field.label} - ${item}`),
    );
  const body =
    document.body === '' ? [] : document.body.split('\n').map((line) => `| ${line}`.trim());
  const told = [...decodeNotes, ...result.notes].map((note) => `(${note})`);
  return [`${document.id} "${document.title}"`, ...told, ...scalars, ...lists, ...body].join('\n');
}
