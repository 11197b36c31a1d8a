import { mainName } from '../cli/commands.ts';
import { groups, operations } from '../operations/index.ts';
import type { Operation } from '../operations/support/define.ts';
import { asToolCall } from '../operations/support/group.ts';
import { type Field, inputFields, outputFields } from '../operations/support/schema.ts';
import { code, jsonBlock, pageStart, table } from './markdown.ts';

const EFFECTS = {
  read: 'reads',
  write: 'writes',
  destructive: 'may undo or end something',
} as const;

/** `docs/reference/tools.md`. */
export function toolsPage(): string {
  const about =
    'What can be asked of a workspace, as MCP tools. Each is a command in a terminal as well. ' +
    'Some share one tool, which takes the name of the operation as its `action`. ' +
    'An answer is structured content; a refused call answers `{error: {code, message, next}}` ' +
    'with `isError` (see [errors](errors.md)).';
  return [...pageStart('Tools', about), ...operations.flatMap(section)].join('\n');
}

/** One line for each tool, for the README. */
export function toolTable(): string {
  const rows = operations.map((operation) => [
    code(toolName(operation)),
    code(`millrace ${mainName(operation)}`),
    operation.summary,
  ]);
  return table(['tool', 'command', 'what it does'], rows).join('\n').trimEnd();
}

/** The tool as which a client sees it, with its action where several share one. */
function toolName(operation: Operation): string {
  const { name, arguments: args } = asToolCall(operation, groups, {});
  return 'action' in args ? `${name} ${operation.name}` : name;
}

function section(operation: Operation): string[] {
  const { name, summary, effect, idempotent, errors, examples } = operation;
  const again = idempotent ? 'repeating it changes nothing more' : 'each call goes on';
  return [
    `## ${name}`,
    '',
    summary,
    '',
    `Effect: ${effect === 'read' ? EFFECTS.read : `${EFFECTS[effect]}; ${again}`}.`,
    '',
    `Tool: ${code(toolName(operation))}. Command: ${code(`millrace ${mainName(operation)}`)}.`,
    '',
    'Input:',
    '',
    ...table(['name', 'type', 'default', 'meaning'], inputFields(operation).map(inputRow)),
    'Output:',
    '',
    ...table(['name', 'type', 'meaning'], outputFields(operation).map(outputRow)),
    `Errors: ${errors.map(code).join(', ')}.`,
    '',
    ...examples.flatMap(({ title, input, output }) => [
      `Example, with a part of the answer: ${title}`,
      '',
      ...jsonBlock({ ...asToolCall(operation, groups, input), answer: output }),
    ]),
  ];
}

function inputRow(field: Field): string[] {
  const fallback = field.default === undefined ? '' : code(JSON.stringify(field.default));
  return [code(field.name), typeOf(field), fallback, field.description ?? ''];
}

function outputRow(field: Field): string[] {
  const name = field.required ? code(field.name) : `${code(field.name)}?`;
  return [name, typeOf(field), [field.description ?? '', insides(field)].join(' ').trim()];
}

function typeOf(field: Field): string {
  if (field.enum !== undefined) return field.enum.map(code).join(', ');
  if (field.type === 'array') return `list of ${field.items?.type ?? 'value'}s`;
  const { minimum, maximum } = field;
  return minimum === undefined || maximum === undefined
    ? field.type
    : `${field.type}, ${minimum} to ${maximum}`;
}

/** Names of the fields of an object, or of the objects in a list. */
function insides(field: Field): string {
  const names = Object.keys(field.properties ?? field.items?.properties ?? {});
  return names.length === 0 ? '' : `Holds ${names.map(code).join(', ')}.`;
}
