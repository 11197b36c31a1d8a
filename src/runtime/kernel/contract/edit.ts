import type { Contract, ContractItem } from './contract.ts';

/** A line of an amendment: a text for an id, one without an id to add, or an id without one to remove. */
export interface ItemEdit {
  readonly prefix: string;
  readonly number: number | null;
  readonly text: string;
}

export interface EditedContract {
  readonly items: readonly ContractItem[];
  /** Prefix -> the highest number that was ever given: a removed id is never used again. */
  readonly highest: Readonly<Record<string, number>>;
  /** What differs, a line each. */
  readonly lines: readonly string[];
  /** Ids that were changed or removed: nobody but its owner can tell whether less is promised now. */
  readonly loosened: readonly string[];
}

const EDIT = /^\s*([A-Z])(\d*)\s*:\s*([\s\S]*)$/;

/** Null when the line is none. */
export function itemEdit(line: string): ItemEdit | null {
  const [, prefix, digits, text] = EDIT.exec(line) ?? [];
  if (prefix === undefined || text === undefined) return null;
  const number = digits === '' || digits === undefined ? null : Number(digits);
  return { prefix, number, text: text.trim().replace(/\s*\n\s*/g, ' ') };
}

/** The items after all edits, in their order. An edit of an id that is not there changes nothing. */
export function edited(
  { items, highest = {} }: Pick<Contract, 'items' | 'highest'>,
  edits: readonly ItemEdit[],
  version: number,
): EditedContract {
  let now: ContractItem[] = [...items];
  const given = { ...highest };
  for (const { id } of items) given[id[0] ?? ''] = Math.max(given[id[0] ?? ''] ?? 0, numberOf(id));
  const lines: string[] = [];
  const loosened: string[] = [];
  for (const { prefix, number, text } of edits) {
    if (number === null) {
      if (text === '' || now.some((one) => one.text === text && one.id[0] === prefix)) continue;
      given[prefix] = (given[prefix] ?? 0) + 1;
      const id = `${prefix}${given[prefix]}`;
      now.push({ id, text, since: version });
      lines.push(`+ ${id}: ${text}`);
      continue;
    }
    const id = `${prefix}${number}`;
    const before = now.find((one) => one.id === id);
    if (before === undefined || before.text === text) continue;
    loosened.push(id);
    lines.push(`- ${id}: ${before.text}`);
    if (text === '') now = now.filter((one) => one !== before);
    else {
      now = now.map((one) => (one === before ? { id, text, since: version } : one));
      lines.push(`+ ${id}: ${text}`);
    }
  }
  return { items: now, highest: given, lines, loosened };
}

/** The edits that make other texts the contract: the same text keeps its id, a new one gets a new id. */
export function editsTo(
  { items }: Pick<Contract, 'items'>,
  wanted: readonly Pick<ContractItem, 'id' | 'text'>[],
): ItemEdit[] {
  const isThere = (list: typeof wanted, { id, text }: (typeof wanted)[number]) =>
    list.some((one) => one.id[0] === id[0] && one.text === text);
  const gone = items.filter((one) => !isThere(wanted, one));
  const come = wanted.filter((one) => !isThere(items, one));
  return [
    ...gone.map(({ id }) => ({ prefix: id[0] ?? '', number: numberOf(id), text: '' })),
    ...come.map(({ id, text }) => ({ prefix: id[0] ?? '', number: null, text })),
  ];
}

/** An edit as its owner would write it. */
export function editText({ prefix, number, text }: ItemEdit): string {
  return `${prefix}${number ?? ''}: ${text}`.trim();
}

function numberOf(id: string): number {
  return Number(id.slice(1));
}
