import type { WorkDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';

/** One promise of a lineage's contract, under the id that it keeps: `A2`, `C1`. */
export interface ContractItem {
  readonly id: string;
  readonly text: string;
  /** The version that brought this text; absent = the first. */
  readonly since?: number;
}

/** The contract of a lineage as its stages and its judge know it. */
export interface Contract {
  readonly version: number;
  /** Empty once the lineage is closed; the record has them for ever. */
  readonly items: readonly ContractItem[];
  /** Its ids came after work had been planned, which therefore names none of them. */
  readonly late: boolean;
  /** Ids that its owner has let go. */
  readonly waived?: readonly string[];
  /** Prefix -> the highest number that was ever given; absent in a first version. */
  readonly highest?: Readonly<Record<string, number>>;
}

/** The items of a root document in its order, list by list. What only fills an empty list is no item. */
export function contractItems(document: WorkDocument, family: Family): ContractItem[] {
  return (family.closure.contract ?? []).flatMap(({ list_key, prefix }) =>
    promisesIn(document, family, list_key).map((text, at) => ({ id: `${prefix}${at + 1}`, text })),
  );
}

/** The items of one list that promise something. */
export function promisesIn(document: WorkDocument, family: Family, list_key: string): string[] {
  const fillers = fillersOf(family, list_key);
  return (document.lists[list_key] ?? []).filter((text) => !fillers.includes(text));
}

/** What may stand in a list that promises nothing, or whose promises planning still has to write. */
export function fillersOf({ lists, closure }: Family, list_key: string): readonly string[] {
  const intake = lists.find(({ key }) => key === list_key)?.intake ?? [];
  return closure.review === undefined ? intake : [...intake, closure.review.filler];
}

/** Contract ids that a document says it serves, in its order. */
export function idsCovered(document: WorkDocument, family: Family): string[] {
  const key = family.closure.covers_key;
  const lines = key === undefined ? [] : (document.lists[key] ?? []);
  return lines.flatMap((line) => line.match(/\b[A-Z]\d+\b/g) ?? []);
}
