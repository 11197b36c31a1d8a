import type { Operation } from '../operations/support/define.ts';
import { type Field, inputFields } from '../operations/support/schema.ts';

/** One option of a command, for its parser, its help and completion. */
export interface Flag {
  readonly name: string;
  readonly type: 'string' | 'boolean';
  readonly multiple: boolean;
  /** What help calls its value; absent = it has none. */
  readonly value?: string;
  /** All that the value may be. */
  readonly values?: readonly string[];
  readonly about: string;
}

/** Every command has them. */
export const COMMON_FLAGS: readonly Flag[] = [
  { name: 'json', type: 'boolean', multiple: false, about: 'Print the answer as JSON.' },
];

const CONFIG_ABOUT = "The workspace's own millrace.toml; another one is refused.";

export function flagOf(field: string): string {
  return field.replaceAll('_', '-');
}

/** What an operation takes in a terminal, `--json` and `--help` aside: its fields first. */
export function ownFlags(operation: Operation): Flag[] {
  const { config = false, edits, follows, modes, prints } = operation;
  const fields = inputFields(operation);
  const takesConfig = config || modes !== undefined || fields.some(({ name }) => name === 'mode');
  return [
    ...fields.map((field) => fieldFlag(operation, field)),
    ...(follows === undefined ? [] : [bare('follow', follows)]),
    ...(edits === undefined ? [] : [bare('edit', edits)]),
    ...(modes === undefined ? [] : [valued('mode', 'TEXT', modes)]),
    ...(takesConfig ? [valued('config', 'PATH', CONFIG_ABOUT)] : []),
    ...(prints === undefined ? [] : [valued('output', 'PATH', 'Write it into this file.')]),
  ];
}

function bare(name: string, about: string): Flag {
  return { name, type: 'boolean', multiple: false, about };
}

function valued(name: string, value: string, about: string): Flag {
  return { name, type: 'string', multiple: false, value, about };
}

function fieldFlag(operation: Operation, field: Field): Flag {
  const { name, type } = field;
  const own = operation.reads?.[name] ?? operation.texts?.[name] ?? field.description;
  const repeatable = type === 'array' ? ' Repeat it for a list.' : '';
  const fallback =
    field.default === undefined || type === 'array' ? '' : ` Default: ${String(field.default)}.`;
  const flag = {
    name: flagOf(name),
    multiple: type === 'array',
    about: `${own}${repeatable}${fallback}`,
  };
  if (type === 'boolean') return { ...flag, type };
  const value = valueName(field);
  const values = field.enum === undefined ? {} : { values: field.enum };
  return { ...flag, type: 'string', value, ...values };
}

function valueName(field: Field): string {
  if (field.enum !== undefined) return field.enum.join('|');
  return field.type === 'number' || field.type === 'integer' ? 'NUMBER' : 'TEXT';
}
