import type { Family, ListField, ScalarField } from '../plan/index.ts';
import { collect, type RawDocument } from './collect.ts';
import { type Grammar, grammarOf } from './grammar.ts';
import { CODE_COLUMNS, clip, foldValue } from './lines.ts';
import { finishDocument } from './parse.ts';
import { scan } from './scan.ts';
import { fillTemplate, safeId } from './template.ts';
import { timeText } from './time.ts';
import type { ParseResult } from './types.ts';

const SUMMARY_LENGTH_MAX = 300;
const ID_LENGTH_MAX = 60;
/** A family with a long name still leaves room for some of the title. */
const SLUG_LENGTH_MIN = 16;
/** Where a document comes from that somebody hands over. */
export const BY_HAND = 'manual';
export const SUMMARY_KEY = 'summary';
export const ACCEPTANCE_KEY = 'acceptance';

export interface DraftContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly actor: string;
  /** Used when the document names none; one that differs is a problem. */
  readonly id?: string;
  /** First 8 hex digits of a digest, for titles that no id can be made of. */
  readonly hash8: (text: string) => string;
  /** The document is an idea: the id that it gets where it names none. Absent = it is no idea. */
  readonly idea?: string;
}

/**
 * Reads a document of a queue folder: a title, prose and acceptance are enough. What is missing is
 * filled in as the family says.
 */
export function draftDocument(text: string, family: Family, context: DraftContext): ParseResult {
  return completeDraft(collect(text, family), text, family, context);
}

/** The same for fields that were found already. `text` is what an id is made from without a title. */
export function completeDraft(
  raw: RawDocument,
  text: string,
  family: Family,
  context: DraftContext,
): ParseResult {
  fill(raw, text, family, context);
  return finishDocument(raw, family);
}

function fill(raw: RawDocument, text: string, family: Family, context: DraftContext): void {
  const id = fillId(raw, text, family, context);
  const title = raw.title === '' ? id : raw.title;
  const names: Record<string, string> = {
    id: safeId(id),
    title,
    summary: given(raw, SUMMARY_KEY) ?? (summaryOf(raw.body, grammarOf(family)) || title),
    now: timeText(context.now),
    actor: foldValue(context.actor),
    origin: context.idea === undefined ? BY_HAND : 'idea',
  };
  const keepsLineage = namesLineage(raw, family);
  for (const field of family.scalars) {
    if (given(raw, field.key) !== null || field.intake === undefined) continue;
    if (keepsLineage && isLineage(field, family)) continue;
    const value = foldValue(fillTemplate(field.intake, names));
    if (value !== '') raw.scalars.set(field.key, { line: 0, text: value });
  }
  const { review } = family.closure;
  for (const { key } of plannedLists(family, given(raw, review?.key ?? ''))) {
    if (raw.lists.has(key)) continue;
    const text = review?.filler ?? '';
    raw.lists.set(key, { line: 0, items: [{ line: 0, text }] });
  }
  for (const field of family.lists) {
    if (raw.lists.has(field.key) || field.intake === undefined) continue;
    const items = field.intake.map((item) => foldValue(fillTemplate(item, names)));
    raw.lists.set(field.key, { line: 0, items: items.map((item) => ({ line: 0, text: item })) });
  }
}

/**
 * Lists that a document may lack, because its owner asked to be shown the contract: planning writes
 * them. `review`: what was asked for, as it was written.
 */
export function plannedLists({ closure, lists }: Family, review: string | null): ListField[] {
  if (closure.review === undefined || review?.trim().toLowerCase() !== 'contract') return [];
  const keys = closure.contract?.map(({ list_key }) => list_key) ?? [];
  return lists.filter(({ key, required, intake }) => {
    return required && intake === undefined && keys.includes(key);
  });
}

function fillId(raw: RawDocument, text: string, family: Family, context: DraftContext): string {
  const field = family.scalars.find(({ key }) => key === family.id_key);
  const written = given(raw, family.id_key);
  const label = field?.label ?? family.id_key;
  if (written !== null) {
    if (context.id !== undefined && context.id !== written) {
      const line = raw.scalars.get(family.id_key)?.line ?? 0;
      const message = `${label} differs from the id that was asked for. Leave one of them out.`;
      raw.problems.push({ line, field: label, message });
    }
    return written;
  }
  const id = context.id ?? context.idea ?? idFor(raw.title, text, family, context.hash8);
  raw.scalars.set(family.id_key, { line: 0, text: id });
  return id;
}

/**
 * The family's name and the title in lower-case words, or a digest for a title that is not plain
 * letters.
 */
function idFor(title: string, text: string, family: Family, hash8: DraftContext['hash8']): string {
  const prefix = family.family_id.replace(/[._]/g, '-');
  const plain = plainLetters(title);
  const words = plain?.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  if (words.length === 0) return `${prefix}-${hash8(text)}`;
  const room = Math.max(ID_LENGTH_MAX - prefix.length - 1, SLUG_LENGTH_MIN);
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word.slice(0, room) : `${slug}-${word}`;
    if (longer.length > room) break;
    slug = longer;
  }
  return `${prefix}-${slug}`;
}

/** Without accents; null where other letters are left. */
function plainLetters(text: string): string | null {
  const plain = text.normalize('NFKD').replace(/\p{M}+/gu, '');
  return /[^\p{ASCII}]/u.test(plain.replace(/[^\p{L}\p{N}]+/gu, '')) ? null : plain;
}

/**
 * The id of an idea, by the name of its file without its ending, or by its title. For plain letters it is
 * the one that the prior implementation made of such a file.
 */
export function ideaId(name: string, hash8: DraftContext['hash8']): string {
  const words = plainLetters(name)?.replace(/[^A-Za-z0-9._-]+/g, '-') ?? '';
  const id = words.replace(/^[-.]+|[-.]+$/g, '');
  if (id === '') return `idea-${hash8(name)}`;
  return safeId(id.startsWith('idea-') ? id : `idea-${id}`);
}

/** A document that says where it belongs is not made a root of its own. */
function namesLineage(raw: RawDocument, family: Family): boolean {
  const { derived } = family.closure;
  const source = derived === null ? null : given(raw, derived.key);
  if (source !== null && derived?.values.includes(source.toLowerCase())) return true;
  return family.scalars.some((field) => isLineage(field, family) && given(raw, field.key) !== null);
}

function isLineage(field: ScalarField, family: Family): boolean {
  const { root_keys, idea_key } = family.closure;
  return root_keys.includes(field.key) || field.key === idea_key;
}

function given(raw: RawDocument, key: string): string | null {
  const text = raw.scalars.get(key)?.text ?? '';
  return text === '' ? null : text;
}

/** The first paragraph of plain prose, or nothing. */
function summaryOf(body: string, grammar: Grammar): string {
  const paragraph: string[] = [];
  for (const { part, raw, indent } of scan(body, grammar)) {
    const [line = ''] = raw;
    if (part.kind === 'text' && indent < CODE_COLUMNS && !line.startsWith('>')) {
      paragraph.push(line.trim());
    } else if (paragraph.length > 0) break;
  }
  return clip(foldValue(paragraph.join(' ')), SUMMARY_LENGTH_MAX);
}
