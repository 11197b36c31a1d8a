import { parseDocument, renderDocument, type WorkDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import type { AmendChange } from '../changes/changes.ts';
import { recorded } from '../changes/content.ts';
import { type Contract, contractItems } from '../contract/contract.ts';
import { type EditedContract, edited, type ItemEdit } from '../contract/edit.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { bounded } from './document-diff.ts';
import { type Refused, refused } from './revision.ts';

/** The text of a contract's next version, and how it differs from the one before. */
export interface NextVersion {
  readonly ok: true;
  readonly text: string;
  readonly edited: EditedContract;
}

/** What is to become of a contract: edits of its items, and the whole text where that is new. */
export interface Asked {
  readonly edits: readonly ItemEdit[];
  readonly document: WorkDocument | null;
  /** What differs besides the items. */
  readonly lines: readonly string[];
}

/** The root document with the items as they are to be, and what that comes to. */
export function nextVersion(
  family: Family,
  text: string,
  contract: Pick<Contract, 'items' | 'highest'>,
  { edits, document: whole, lines }: Asked,
  version: number,
): NextVersion | Refused {
  const lists = family.closure.contract ?? [];
  const unknown = edits.find(
    ({ prefix, number }) =>
      !lists.some((one) => one.prefix === prefix) ||
      (number !== null && !contract.items.some(({ id }) => id === `${prefix}${number}`)),
  );
  if (unknown !== undefined) return noSuchItem(contract, unknown);
  const after = edited(contract, edits, version);
  if (after.lines.length + lines.length === 0) return nothingNew();
  const parsed = parseDocument(text, family);
  if (!parsed.ok) return unreadable();
  const document = withItems(whole ?? parsed.document, family, after);
  if (document === null) return nothingLeft();
  const rendered = renderDocument(document, family);
  const again = parseDocument(rendered, family);
  const texts = again.ok ? contractItems(again.document, family).map((one) => one.text) : [];
  const right = after.items.map((one) => one.text);
  if (!again.ok || texts.toSorted().join('\n') !== right.toSorted().join('\n')) return notAnEdit();
  const edited_lines = bounded([...after.lines, ...lines]);
  return { ok: true, text: rendered, edited: { ...after, lines: edited_lines } };
}

/** The change that makes it the contract. */
export function amendChange(
  { hash }: Pick<DecisionContext, 'hash'>,
  root: string,
  version: number,
  { text, edited: { items, highest } }: NextVersion,
): AmendChange {
  return { k: 'amend@1', root, version, items, highest, spec: recorded(hash, text) };
}

/** Null when a list that has to hold something would hold nothing. */
function withItems(
  document: WorkDocument,
  family: Family,
  { items }: EditedContract,
): WorkDocument | null {
  const lists = { ...document.lists };
  for (const { list_key, prefix } of family.closure.contract ?? []) {
    const texts = items.filter(({ id }) => id.startsWith(prefix)).map(({ text }) => text);
    const filler = texts.length > 0 ? [] : fillerFor(document, family, list_key);
    if (filler === null) return null;
    lists[list_key] = texts.length === 0 ? filler : texts;
  }
  return { ...document, lists };
}

/** What planning still has to write goes on saying so. */
function fillerFor(document: WorkDocument, family: Family, list_key: string): string[] | null {
  const field = family.lists.find(({ key }) => key === list_key);
  if (field?.required !== true) return [];
  const planned = (document.lists[list_key] ?? []).filter(
    (text) => text === family.closure.review?.filler,
  );
  return planned.length > 0 ? planned : (field.intake ?? null);
}

const EDITS = '"A2: new text" to change an item, "A: text" to add one, "A2:" to remove one';

export function notAnEdit(): Refused {
  return refused(
    'That is not a change of items',
    EDITS,
    'write each item on one line, and call again',
  );
}

function nothingNew(): Refused {
  return refused(
    'The amendment adds nothing: the contract says so already',
    EDITS,
    'call why with the root',
  );
}

function nothingLeft(): Refused {
  const next = 'withdraw the work when nothing of it is wanted any more';
  return refused(
    'Nothing would be left to judge the work by',
    'at least one item of acceptance',
    next,
  );
}

export function unreadable(): Refused {
  return refused(
    'The text of the contract is not kept any more',
    'a contract that can be read',
    'call doctor',
  );
}

function noSuchItem({ items }: Pick<Contract, 'items'>, { prefix, number }: ItemEdit): Refused {
  const ids = items.map(({ id }) => id).join(', ');
  return refused(
    `The contract has no item ${prefix}${number ?? ''}`,
    `one of ${ids}`,
    'name one of these',
  );
}
