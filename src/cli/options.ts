import { resolve } from 'node:path';
import type { JsonObject, Operation } from '../operations/support/define.ts';
import { type Field, inputFields } from '../operations/support/schema.ts';
import { clip } from '../operations/support/text.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { meantPath } from '../runtime/text/path.ts';
import { mainName } from './commands.ts';
import { COMMON_FLAGS, flagOf, ownFlags } from './flags.ts';
import { parseWords } from './parse-words.ts';

export interface Parsed {
  readonly args: JsonObject;
  readonly json: boolean;
  readonly help: boolean;
  readonly follow: boolean;
  readonly edit: boolean;
  /** The mode that is adopted first; null = as things stand. */
  readonly mode: string | null;
  /** Files, against the folder of the terminal. */
  readonly config: string | null;
  readonly output: string | null;
}

const HELP = { help: { type: 'boolean', short: 'h' } } as const;
/** `--format json` is what the prior implementation calls `--json`. */
const FORMAT = { format: { type: 'string' } } as const;

/** Stands for the standard input where a file is read. */
export const STANDARD_INPUT = '-';

/**
 * Turns words into the arguments of the operation; what they may be is checked by the operation itself.
 * `input`: what the name of the command stands for already.
 */
export function parseOptions(
  operation: Operation,
  words: readonly string[],
  { cwd, input }: { readonly cwd: string; readonly input: JsonObject },
): Parsed {
  const fields = inputFields(operation);
  const { values, positionals } = parse(operation, words);
  const args: JsonObject = { ...input };
  for (const field of fields) {
    const value = values[flagOf(field.name)];
    if (value !== undefined) args[field.name] = convert(field, named(operation, field, value));
  }
  placePositionals(operation, positionals, args, input);
  const files = [...operation.paths, ...Object.keys(operation.texts ?? {})];
  for (const name of files) {
    const path = args[name];
    const isInput = path === STANDARD_INPUT && !isOwn(operation, name);
    if (typeof path === 'string' && !isInput) args[name] = resolve(cwd, meantPath(name, path));
  }
  const is = (flag: string) => values[flag] === true;
  const own = (flag: string) =>
    fields.some(({ name }) => name === flag) ? null : textOf(values[flag]);
  const file = (flag: string) => {
    const path = own(flag);
    return path === null ? null : resolve(cwd, meantPath(`--${flag}`, path));
  };
  return {
    args,
    json: is('json') || own('format') === 'json',
    help: is('help'),
    follow: is('follow'),
    edit: is('edit'),
    mode: own('mode'),
    config: file('config'),
    output: file('output'),
  };
}

function textOf(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}

/** A path that stands for itself: what lies there is not read for the call. */
function isOwn({ reads = {}, texts = {} }: Operation, name: string): boolean {
  return reads[name] === undefined && texts[name] === undefined;
}

type Value = string | boolean | (string | boolean)[] | undefined;

function parse(operation: Operation, words: readonly string[]) {
  const flags = [...ownFlags(operation), ...COMMON_FLAGS];
  const hasFormat = flags.some(({ name }) => name === 'format');
  const options = {
    ...(hasFormat ? {} : FORMAT),
    ...HELP,
    ...Object.fromEntries(flags.map(({ name, type, multiple }) => [name, { type, multiple }])),
  };
  const config = { args: [...words], options, allowPositionals: true, strict: true };
  const { values, positionals } = parseWords(config, (problem) => badUsage(operation, problem));
  const found: Record<string, Value> = { ...values };
  const format = hasFormat ? 'json' : (found.format ?? 'text');
  if (format !== 'json' && format !== 'text') {
    throw badUsage(operation, '--format is text or json');
  }
  return { values: found, positionals };
}

function named({ values = {} }: Operation, { name }: Field, value: Value): Value {
  return typeof value === 'string' ? (values[name]?.[value] ?? value) : value;
}

function convert(field: Field, value: Value): unknown {
  const isNumber = field.type === 'number' || field.type === 'integer';
  if (!isNumber || typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/** `input`: what the name of the command says already. */
function placePositionals(
  operation: Operation,
  given: readonly string[],
  args: JsonObject,
  input: JsonObject,
): void {
  const names = operation.positional;
  const extra = given[names.length];
  if (extra !== undefined) throw badUsage(operation, `unexpected "${clip(extra, 60)}"`);
  given.forEach((value, at) => {
    const name = names[at];
    if (name === undefined) return;
    if (name in input) throw badUsage(operation, `unexpected "${clip(value, 60)}"`);
    if (name in args) throw badUsage(operation, `${name} is given twice`);
    args[name] = value;
  });
}

function badUsage(operation: Operation, problem: string): MillraceError {
  const flags = ownFlags(operation).map(({ name }) => `--${name}`);
  return new MillraceError('input_invalid', {
    what: `millrace ${mainName(operation)}: ${problem}`,
    expected: `only the options ${[...flags, '--json', '--help'].join(', ')}`,
    next: `See millrace ${mainName(operation)} --help.`,
  });
}
