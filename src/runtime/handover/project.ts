import type { Understood } from '../api/index.ts';
import { ACCEPTANCE_KEY, completeDraft } from '../documents/draft.ts';
import { renderDocument } from '../documents/render.ts';
import {
  DOCUMENT_SIZE_BYTES_MAX,
  type DocumentProblem,
  type WorkDocument,
} from '../documents/types.ts';
import type { Family } from '../plan/index.ts';
import type { Written } from './types.ts';
import { type VagueWords, vagueNote } from './words/vague.ts';

/** A document in the grammar of the queue, without what is filled in when it is taken in. */
export interface Projected {
  readonly text: string;
  /** The id that it gives itself, or null. */
  readonly id: string | null;
  readonly understood: Understood;
  readonly notes: readonly string[];
}

export interface Refused {
  readonly code: 'document_invalid' | 'document_too_large';
  readonly problems: readonly DocumentProblem[];
}

export type Projection =
  | { readonly ok: true; readonly value: Projected }
  | { readonly ok: false; readonly refused: Refused };

/** Stands for what is filled in later, while the values are judged. */
const TRIAL = { now: 0, actor: 'trial', hash8: () => '00000000' };

/**
 * Writes what was understood in the canonical grammar, once its values are judged with the lines
 * of the document that they came from.
 */
export function project(written: Written, family: Family, vague: VagueWords): Projection {
  const raw = {
    ...written,
    scalars: new Map(written.scalars),
    lists: new Map(written.lists),
    problems: [...written.problems],
    notes: [...written.notes],
  };
  const judged = completeDraft(raw, written.body, family, TRIAL);
  if (!judged.ok) return refused('document_invalid', problemsOf(judged.problems, written));
  const id = written.scalars.has(family.id_key) ? judged.document.id : null;
  const document: WorkDocument = {
    ...judged.document,
    id: id ?? '',
    scalars: given(judged.document.scalars, written.scalars),
    lists: given(judged.document.lists, written.lists),
  };
  const text = renderDocument(document, family);
  const size = new TextEncoder().encode(text).length;
  if (size > DOCUMENT_SIZE_BYTES_MAX) return tooLarge(size);
  const read = understoodOf(document, family, written.headings);
  const acceptance = acceptanceOf(read, family);
  const note =
    acceptance === undefined ? null : vagueNote(acceptance.items, acceptance.prefix, vague);
  const notes = [...judged.notes, ...(note === null ? [] : [note])];
  const understood = {
    ...read,
    vague: acceptance?.items.filter((one) => vague.has(one)).length ?? 0,
  };
  return { ok: true, value: { text, id, understood, notes } };
}

/**
 * A list that lacks is asked for once: the reader knows what comes nearest to it. What is wrong with
 * the document as a whole comes alone.
 */
function problemsOf(judged: readonly DocumentProblem[], written: Written): DocumentProblem[] {
  const whole = written.problems.filter(({ line, field }) => line === 0 && field === null);
  if (whole.length > 0) return whole;
  const own = new Set(written.problems.map(({ field }) => field));
  return judged.filter((one) => written.problems.includes(one) || !own.has(one.field));
}

function given<V>(
  values: Readonly<Record<string, V>>,
  keys: ReadonlyMap<string, unknown>,
): Record<string, V> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
}

/** A line that is empty, also where it is quoted. */
const SAYS_NOTHING = /^[\s>]*$/;

function understoodOf(
  document: WorkDocument,
  family: Family,
  headings: readonly string[],
): Omit<Understood, 'vague'> {
  const contract = family.closure.contract ?? [];
  const lists = family.lists.flatMap(({ key, label }) => {
    const items = document.lists[key] ?? [];
    const prefix = contract.find(({ list_key }) => list_key === key)?.prefix ?? null;
    return items.length === 0 ? [] : [{ label, prefix, items }];
  });
  const lines = document.body.split('\n').filter((line) => !SAYS_NOTHING.test(line)).length;
  const review = document.scalars[family.closure.review?.key ?? ''] ?? null;
  return { title: document.title, lists, review, prose: { lines, headings } };
}

function acceptanceOf({ lists }: Pick<Understood, 'lists'>, { lists: fields }: Family) {
  const label = fields.find(({ key }) => key === ACCEPTANCE_KEY)?.label;
  return lists.find((one) => one.label === label);
}

function tooLarge(size: number): Projection {
  const message =
    `With each item on a line of its own the document has ${size} bytes; the limit is ` +
    `${DOCUMENT_SIZE_BYTES_MAX}. Move long material into files of the repository and name them.`;
  return refused('document_too_large', [{ line: 0, field: null, message }]);
}

function refused(code: Refused['code'], problems: readonly DocumentProblem[]): Projection {
  return { ok: false, refused: { code, problems } };
}
