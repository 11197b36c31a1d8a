import type { TypedDocument } from '../api/index.ts';
import { collect } from '../documents/collect.ts';
import { decodeDocument } from '../documents/decode.ts';
import { parseDocument } from '../documents/parse.ts';
import { renderDocument } from '../documents/render.ts';
import type { DocumentProblem } from '../documents/types.ts';
import type { Family } from '../plan/index.ts';
import { fromJson, jsonDocument } from './from-json.ts';
import { grammarOf } from './parsed.ts';
import { type Projection, project, type Refused } from './project.ts';
import { fromTyped } from './typed.ts';
import type { Written } from './types.ts';
import { type Reading, understand } from './understand.ts';
import { VagueWords } from './words/vague.ts';

export type { Projection, Refused } from './project.ts';
export { typedText, withItems } from './typed.ts';
export type { Reading } from './understand.ts';

type TypedReading = Pick<Reading, 'family' | 'vocabulary' | 'review'>;

/** More lines are material, no request. Source: the longest document that was seen has 12,000. */
const LINES_MAX = 85_000;

/**
 * A document as somebody wrote it, in the grammar of the queue. One that is in this grammar to the
 * letter is taken as it stands: its body may quote what would else be read as a field. A JSON object is
 * one by the keys of its fields.
 */
export function readDocument(text: string, reading: Reading): Projection {
  const decoded = decodeDocument(text);
  if (!decoded.ok) return refused(decoded.code, decoded.problem);
  const lines = linesOf(decoded.text);
  if (lines > LINES_MAX) return refused('document_too_large', tooLong(lines));
  const { family, vocabulary, file } = reading;
  if (file?.endsWith('.json') && jsonDocument(decoded.text) === null) {
    return refused('document_invalid', NO_JSON);
  }
  return project(writtenIn(decoded.text, reading), family, grammarOf(vocabulary, family).vague);
}

function writtenIn(text: string, reading: Reading): Written {
  const { family, review } = reading;
  const json = jsonDocument(text);
  if (json !== null) return fromJson(json, family, review);
  const isOurs = review === undefined && isCanonical(text, family);
  return isOurs ? { ...collect(text, family), headings: [] } : understand(text, reading);
}

/** The same from its parts. */
export function readTyped(typed: TypedDocument, reading: TypedReading): Projection {
  const { family, vocabulary, review } = reading;
  return project(fromTyped(typed, family, review), family, new VagueWords(vocabulary));
}

function isCanonical(text: string, family: Family): boolean {
  const label = family.scalars.find(({ key }) => key === family.id_key)?.label ?? '';
  if (!text.includes(`\n${label}: `)) return false;
  const parsed = parseDocument(text, family);
  return parsed.ok && renderDocument(parsed.document, family) === text;
}

const NO_JSON =
  'The file is named .json, but it holds no JSON object. Mend it, or hand it over as .md.';

function linesOf(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

function tooLong(lines: number): string {
  return (
    `The document has ${lines} lines; the limit is ${LINES_MAX}. ` +
    'Move long material into files of the repository and name them in the document.'
  );
}

function refused(code: Refused['code'], message: string): Projection {
  const problem: DocumentProblem = { line: 0, field: null, message };
  return { ok: false, refused: { code, problems: [problem] } };
}
