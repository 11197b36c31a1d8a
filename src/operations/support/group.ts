import { z } from 'zod';
import { MillraceError } from '../../runtime/errors/errors.ts';
import type { Effect, JsonObject, Operation } from './define.ts';

interface Grouping {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly members: readonly [Operation, ...Operation[]];
}

/** Several operations as one tool: a list of tools costs a client context, whether it uses them or not. */
export interface OperationGroup extends Operation {
  readonly members: readonly Operation[];
}

const EFFECTS: readonly Effect[] = ['read', 'write', 'destructive'];

/**
 * A flat input with an `action`: the fields of all members, none required. Each member checks its
 * own when it is called. The strongest effect counts.
 */
export function groupOperations({ name, title, summary, members }: Grouping): OperationGroup {
  const [first] = members;
  const actions = members.map((member) => member.name);
  const fields: Record<string, z.ZodType> = Object.assign(
    {},
    ...members.map((member) => optional(member.input.shape)),
  );
  const strongest = Math.max(...members.map(({ effect }) => EFFECTS.indexOf(effect)));
  return {
    name,
    title,
    summary,
    members,
    effect: EFFECTS[strongest] ?? 'destructive',
    idempotent: members.every(({ idempotent }) => idempotent),
    errors: [...new Set(members.flatMap(({ errors }) => errors))],
    examples: first.examples,
    positional: [],
    paths: first.paths,
    input: z.strictObject({ action: z.enum(actions).describe(described(members)), ...fields }),
    output: first.output,
    async call(context, { action, ...args }) {
      const member = members.find((one) => one.name === action);
      if (member === undefined) throw unknownAction(name, actions);
      return member.call(context, args);
    },
  };
}

/** How a client calls an operation: by its own name, or as an action of its group. */
export function asToolCall(
  operation: Operation,
  groups: readonly OperationGroup[],
  input: JsonObject,
): { name: string; arguments: JsonObject } {
  const group = groups.find(({ members }) => members.includes(operation));
  if (group === undefined) return { name: operation.name, arguments: input };
  return { name: group.name, arguments: { action: operation.name, ...input } };
}

function optional(shape: Readonly<Record<string, z.core.$ZodType>>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => {
      const description = z.globalRegistry.get(field)?.description ?? '';
      return [name, z.optional(field).describe(description)];
    }),
  );
}

/** `pause: Start no further stage until resume.` for each action. */
function described(members: readonly Operation[]): string {
  return members.map((one) => `${one.name}: ${firstSentence(one.summary)}`).join(' ');
}

function firstSentence(text: string): string {
  return `${text.split(/(?<=\.) /)[0] ?? text}`;
}

function unknownAction(name: string, actions: readonly string[]): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${name} does not know this action`,
    expected: `action as one of ${actions.join(', ')}`,
    next: `Call ${name} again with one of them.`,
  });
}
