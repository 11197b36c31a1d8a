import {
  collect,
  completeDraft,
  parseDocument,
  scalarOf,
  TITLE_KEY,
  type WorkDocument,
} from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import { type Contract, type ContractItem, promisesIn } from '../contract/contract.ts';
import type { ItemEdit } from '../contract/edit.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { documentLines } from './document-diff.ts';
import { type Asked, unreadable } from './next-version.ts';
import { type Refused, refused } from './revision.ts';

type Given = Pick<DecisionContext, 'hash' | 'now'>;

/**
 * A new text of a root document, compared with the one that stands: an item with the same words
 * keeps its id, one that names an id (`A2: new text`) changes it, any other is new; what the text no
 * longer has is dropped. What tells where the document belongs stays as it was.
 */
export function wholeDocument(
  given: Given,
  family: Family,
  before: string,
  { items }: Pick<Contract, 'items'>,
  text: string,
): ({ readonly ok: true } & Asked) | Refused {
  const current = parseDocument(before, family);
  if (!current.ok) return unreadable();
  const read = completed(given, family, current.document, text);
  if (!read.ok) return read;
  const { document } = read;
  const edits: ItemEdit[] = [];
  for (const { list_key, prefix } of family.closure.contract ?? []) {
    const texts = promisesIn(document, family, list_key);
    const known = items.filter(({ id }) => id[0] === prefix);
    const found = editsOf(prefix, known, texts);
    if ('twice' in found) return namedTwice(found.twice);
    edits.push(...found.edits);
  }
  const lines = documentLines(current.document, document, family);
  return { ok: true, edits, document, lines };
}

type Read = { readonly ok: true; readonly document: WorkDocument } | Refused;

function completed({ hash, now }: Given, family: Family, before: WorkDocument, text: string): Read {
  const raw = collect(text, family);
  if (raw.title === '') raw.title = before.title;
  const fixed = fixedKeys(family);
  for (const { key, label, intake } of family.scalars) {
    const known = scalarOf(before, family, key);
    const written = raw.scalars.get(key)?.text ?? '';
    if (fixed.has(key) && written !== '' && written !== known) return isFixed(label, known);
    const follows = intake?.includes('{summary}') === true && raw.body !== before.body;
    if (key === TITLE_KEY || written !== '' || known === null || follows) continue;
    raw.scalars.set(key, { line: 0, text: known });
  }
  const drafted = completeDraft(raw, text, family, {
    now: Date.parse(now),
    actor: 'amend',
    id: before.id,
    hash8: (of) => hash.sha256(of).slice(0, 8),
  });
  if (drafted.ok) return drafted;
  const [problem] = drafted.problems;
  return refused(
    `The new text cannot be the document: ${problem?.message ?? 'it is none'}`,
    'the whole document as it is to read',
    'correct it and amend again; nothing was changed',
  );
}

/** Its place in its lineage and in its queue. */
function fixedKeys({ id_key, order_key, closure }: Family): ReadonlySet<string | null> {
  const { root_keys, idea_key, derived } = closure;
  return new Set([id_key, order_key, idea_key, derived?.key ?? null, ...root_keys]);
}

type Found = { readonly edits: readonly ItemEdit[] } | { readonly twice: string };

function editsOf(prefix: string, known: readonly ContractItem[], texts: readonly string[]): Found {
  const left = new Map(known.map((one) => [one.id, one]));
  const added: ItemEdit[] = [];
  const changed: ItemEdit[] = [];
  const others: string[] = [];
  for (const text of texts) {
    const same = [...left.values()].find((one) => one.text === text);
    if (same === undefined) others.push(text);
    else left.delete(same.id);
  }
  for (const text of others) {
    const [, id = '', words = ''] = NAMED.exec(text) ?? [];
    const item = known.find((one) => one.id === id);
    if (item === undefined) {
      added.push({ prefix, number: null, text: id[0] === prefix ? words : text });
    } else if (left.delete(id)) {
      if (words !== item.text) changed.push({ prefix, number: numberOf(item), text: words });
    } else return { twice: id };
  }
  const removed = [...left.values()].map((one) => ({ prefix, number: numberOf(one), text: '' }));
  return { edits: [...removed, ...changed, ...added] };
}

/** An item that says which one of the contract it is. */
const NAMED = /^([A-Z]\d+):\s+(\S.*)$/;

function numberOf({ id }: ContractItem): number {
  return Number(id.slice(1));
}

function namedTwice(id: string): Refused {
  return refused(
    `The new text has two items that say they are ${id}`,
    'each id at most once; an item without one is a new one',
    'leave one of the ids out and amend again',
  );
}

function isFixed(label: string, known: string | null): Refused {
  return refused(
    `${label} of the document is ${known ?? 'not set'}, and an amendment cannot change it`,
    'a text that leaves it as it is, or out',
    'correct it and amend again; other work is handed over as a spec of its own',
  );
}
