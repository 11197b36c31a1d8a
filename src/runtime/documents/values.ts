import { exhausted } from '../errors/exhausted.ts';
import { ITEM_ID_LENGTH_MAX, ITEM_ID_PATTERN, type ScalarField } from '../plan/index.ts';
import { clip } from './lines.ts';
import { readTime, TIME_EXAMPLE } from './time.ts';

/** A value in the one form in which it is stored, or what is wrong with it. */
export type Value =
  | { readonly ok: true; readonly value: string; readonly note?: string }
  | { readonly ok: false; readonly message: string };

const SHOWN_LENGTH_MAX = 60;
const TRUE = new Set(['true', 'yes', 'on', '1', 't', 'y']);
const FALSE = new Set(['false', 'no', 'off', '0', 'f', 'n']);

export function readValue(field: ScalarField, text: string): Value {
  switch (field.type) {
    case 'text':
      return { ok: true, value: text };
    case 'id':
      return readId(text);
    case 'time':
      return readTimeValue(text);
    case 'choice':
      return readChoice(text, field.choices ?? []);
    case 'bool':
      return readBool(text);
    case 'json':
      return readJson(text);
    default:
      return exhausted(field.type);
  }
}

/** What a person writes for a field that is missing. */
export function exampleOf(field: ScalarField): string {
  switch (field.type) {
    case 'text':
      return 'a short text';
    case 'id':
      return 'an-id';
    case 'time':
      return TIME_EXAMPLE;
    case 'choice':
      return field.choices?.[0] ?? '';
    case 'bool':
      return 'true';
    case 'json':
      return '{"key":"value"}';
    default:
      return exhausted(field.type);
  }
}

/** One pair of backticks around an id is decoration. */
export function readId(text: string): Value {
  const id = /^`([^`]*)`$/.exec(text)?.[1] ?? text;
  if (ITEM_ID_PATTERN.test(id) && id.length <= ITEM_ID_LENGTH_MAX) return { ok: true, value: id };
  return {
    ok: false,
    message:
      `"${clip(text, SHOWN_LENGTH_MAX)}" is not an id. Write letters, digits, ".", "_" and "-", ` +
      `beginning with a letter or digit, at most ${ITEM_ID_LENGTH_MAX} characters.`,
  };
}

function readTimeValue(text: string): Value {
  const time = readTime(text);
  if (time === null) {
    const shown = clip(text, SHOWN_LENGTH_MAX);
    return { ok: false, message: `"${shown}" is not a time. Write it like ${TIME_EXAMPLE}.` };
  }
  if (time.given === 'full') return { ok: true, value: time.text };
  const what = time.given === 'date' ? 'has no time of day' : 'has no zone';
  return {
    ok: true,
    value: time.text,
    note: `"${text}" ${what} and was read as UTC: ${time.text}.`,
  };
}

function readChoice(text: string, choices: readonly string[]): Value {
  const lower = text.toLowerCase();
  const value = choices.find((choice) => choice.toLowerCase() === lower);
  if (value !== undefined) return { ok: true, value };
  const shown = clip(text, SHOWN_LENGTH_MAX);
  return { ok: false, message: `"${shown}" is not possible. Write one of: ${choices.join(', ')}.` };
}

function readBool(text: string): Value {
  const lower = text.toLowerCase();
  if (TRUE.has(lower)) return { ok: true, value: 'true' };
  if (FALSE.has(lower)) return { ok: true, value: 'false' };
  const shown = clip(text, SHOWN_LENGTH_MAX);
  return { ok: false, message: `"${shown}" is neither true nor false. Write true or false.` };
}

function readJson(text: string): Value {
  const parsed = parseJson(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    const message = 'The value is not a JSON object. Write one on one line, like {"key":"value"}.';
    return { ok: false, message };
  }
  return { ok: true, value: escapeNonAscii(JSON.stringify(sorted(parsed))) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function escapeNonAscii(text: string): string {
  return text.replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
