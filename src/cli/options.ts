import { resolve } from 'node:path';
import type { JsonObject, Operation } from '../operations/support/define.ts';
import { type Field, inputFields } from '../operations/support/schema.ts';
import { clip } from '../operations/support/text.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { meantPath } from '../runtime/text/path.ts';
import { mainName } from './commands.ts';
import { parseWords } from './parse-words.ts';

export interface Parsed {
  readonly args: JsonObject;
  readonly json: boolean;
  readonly help: boolean;
  readonly follow: boolean;
  readonly edit: boolean;
}

/** Flags that every command has, beside its own fields. */
const COMMON = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const FOLLOW = { follow: { type: 'boolean' } } as const;
const EDIT = { edit: { type: 'boolean' } } as const;

/** Stands for the standard input where a file is read. */
export const STANDARD_INPUT = '-';

export function flagOf(field: string): string {
  return field.replaceAll('_', '-');
}

/** Turns words into the arguments of the operation; what they may be is checked by the operation itself. */
export function parseOptions(operation: Operation, words: readonly string[], cwd: string): Parsed {
  const fields = inputFields(operation);
  const { values, positionals } = parse(operation, fields, words);
  const args: JsonObject = {};
  for (const field of fields) {
    const value = values[flagOf(field.name)];
    if (value !== undefined) args[field.name] = convert(field, value);
  }
  placePositionals(operation, positionals, args);
  const files = [...operation.paths, ...Object.keys(operation.texts ?? {})];
  for (const name of files) {
    const path = args[name];
    const isInput = path === STANDARD_INPUT && !isOwn(operation, name);
    if (typeof path === 'string' && !isInput) args[name] = resolve(cwd, meantPath(name, path));
  }
  const is = (flag: string) => values[flag] === true;
  return { args, json: is('json'), help: is('help'), follow: is('follow'), edit: is('edit') };
}

/** A path that stands for itself: what lies there is not read for the call. */
function isOwn({ reads = {}, texts = {} }: Operation, name: string): boolean {
  return reads[name] === undefined && texts[name] === undefined;
}

type Value = string | boolean | (string | boolean)[] | undefined;

function parse(operation: Operation, fields: readonly Field[], words: readonly string[]) {
  const own = fields.map((field) => [flagOf(field.name), optionOf(field)] as const);
  const options = {
    ...Object.fromEntries(own),
    ...COMMON,
    ...(operation.follows === undefined ? {} : FOLLOW),
    ...(operation.edits === undefined ? {} : EDIT),
  };
  const config = { args: [...words], options, allowPositionals: true, strict: true };
  const { values, positionals } = parseWords(config, (problem) => badUsage(operation, problem));
  const found: Record<string, Value> = { ...values };
  return { values: found, positionals };
}

function optionOf(field: Field): { type: 'string' | 'boolean'; multiple: boolean } {
  const type = field.type === 'boolean' ? 'boolean' : 'string';
  return { type, multiple: field.type === 'array' };
}

function convert(field: Field, value: Value): unknown {
  const isNumber = field.type === 'number' || field.type === 'integer';
  if (!isNumber || typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

function placePositionals(operation: Operation, given: readonly string[], args: JsonObject): void {
  const names = operation.positional;
  const extra = given[names.length];
  if (extra !== undefined) throw badUsage(operation, `unexpected "${clip(extra, 60)}"`);
  given.forEach((value, at) => {
    const name = names[at];
    if (name === undefined) return;
    if (name in args) throw badUsage(operation, `${name} is given twice`);
    args[name] = value;
  });
}

function badUsage(operation: Operation, problem: string): MillraceError {
  const flags = inputFields(operation).map((field) => `--${flagOf(field.name)}`);
  return new MillraceError('input_invalid', {
    what: `millrace ${mainName(operation)}: ${problem}`,
    expected: `only the options ${[...flags, '--json', '--help'].join(', ')}`,
    next: `See millrace ${mainName(operation)} --help.`,
  });
}
