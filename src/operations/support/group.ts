import { z } from 'zod';
import { MillraceError } from '../../runtime/errors/errors.ts';
import type { Effect, JsonObject, Operation } from './define.ts';

interface Grouping {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Name of the field that says which one is called. */
  readonly by: 'action' | 'view';
  /** By the value of that field. */
  readonly members: Readonly<Record<string, Operation>>;
}

/** Several operations as one tool: a list of tools costs a client context, whether it uses them or not. */
export interface OperationGroup extends Operation {
  readonly by: 'action' | 'view';
  readonly members: ReadonlyMap<string, Operation>;
}

const EFFECTS: readonly Effect[] = ['read', 'write', 'destructive'];

/**
 * A flat input with the field `by`: the fields of all members, none required. Each member checks its
 * own when it is called. The strongest effect counts.
 */
export function groupOperations({ name, title, summary, by, members }: Grouping): OperationGroup {
  const all = Object.values(members);
  const values = Object.keys(members);
  const fields: Record<string, z.ZodType> = Object.assign(
    {},
    ...all.map((member) => optional(member.input.shape)),
  );
  const strongest = Math.max(...all.map(({ effect }) => EFFECTS.indexOf(effect)));
  return {
    name,
    title,
    summary,
    by,
    members: new Map(Object.entries(members)),
    effect: EFFECTS[strongest] ?? 'destructive',
    idempotent: all.every(({ idempotent }) => idempotent),
    errors: [...new Set(all.flatMap(({ errors }) => errors))],
    examples: all[0]?.examples ?? [{ title, input: {}, output: {} }],
    positional: [],
    paths: [...new Set(all.flatMap(({ paths }) => paths))],
    input: z.strictObject({ [by]: z.enum(values).describe(described(members)), ...fields }),
    output: z.looseObject(sharedFields(all)),
    async call(context, { [by]: value, ...args }) {
      const [, member] =
        Object.entries(members).find(([one, known]) => one === value || isAlso(known, value)) ?? [];
      if (member === undefined) throw unknownValue(name, by, values);
      return member.call(context, args);
    },
  };
}

/** What each of them answers. */
function sharedFields(all: readonly Operation[]): Record<string, z.core.$ZodType> {
  const [first, ...others] = all.map(({ output }) => output.shape);
  const shared = Object.entries(first ?? {}).filter(([name]) =>
    others.every((shape) => Object.hasOwn(shape, name)),
  );
  return Object.fromEntries(shared);
}

/** How a client calls an operation: by its own name, or as an action of its group. */
export function asToolCall(
  operation: Operation,
  groups: readonly OperationGroup[],
  input: JsonObject,
): { name: string; arguments: JsonObject } {
  for (const { name, by, members } of groups) {
    for (const [value, member] of members) {
      if (member === operation) return { name, arguments: { [by]: value, ...input } };
    }
  }
  return { name: operation.name, arguments: input };
}

/** Another word for the same, as a terminal takes it. */
function isAlso({ also = [] }: Operation, value: unknown): boolean {
  return also.some((name) => name === value);
}

function optional(shape: Readonly<Record<string, z.core.$ZodType>>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => {
      const description = z.globalRegistry.get(field)?.description;
      const free = z.optional(field);
      return [name, description === undefined ? free : free.describe(description)];
    }),
  );
}

/** `pause: Pause dispatch.` for each of them. */
function described(members: Readonly<Record<string, Operation>>): string {
  return Object.entries(members)
    .map(([value, { title }]) => `${value}: ${title}.`)
    .join(' ');
}

function unknownValue(name: string, by: string, values: readonly string[]): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${name} does not know this ${by}`,
    expected: `${by} as one of ${values.join(', ')}`,
    next: `Call ${name} again with one of them.`,
  });
}
