import { z } from 'zod';
import type { Operation } from './define.ts';

/** What a terminal, a page and a contract test need to know of one field. */
const fieldSchema = z.looseObject({
  type: z.enum(['string', 'number', 'integer', 'boolean', 'array', 'object']),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  items: z.looseObject({ type: z.string() }).optional(),
});
export type FieldSchema = z.output<typeof fieldSchema>;

export interface Field extends FieldSchema {
  readonly name: string;
  readonly required: boolean;
}

const objectSchema = z.looseObject({
  properties: z.record(z.string(), fieldSchema).default({}),
  required: z.array(z.string()).default([]),
});

export function inputFields(operation: Operation): Field[] {
  return fieldsOf(z.toJSONSchema(operation.input, { io: 'input' }));
}

export function outputFields(operation: Operation): Field[] {
  return fieldsOf(z.toJSONSchema(operation.output, { io: 'output' }));
}

function fieldsOf(schema: unknown): Field[] {
  const { properties, required } = objectSchema.parse(schema);
  return Object.entries(properties).map(([name, field]) => ({
    ...field,
    name,
    required: required.includes(name),
  }));
}

/** A caller makes them up, and has to know how long they may be. */
const MADE_UP: ReadonlySet<string> = new Set(['request_key']);

const isEmpty = (value: unknown) => JSON.stringify(value) === '{}';

/**
 * Advertised on every connection, so it holds only what a model needs to call the tool; the server
 * checks the rest. `whole`: with the inputs that are rarely wanted.
 */
export function advertisedInput(operation: Operation, whole = true): Record<string, unknown> {
  const hidden = whole ? [] : (operation.rare ?? []);
  const { $schema: _, ...schema } = z.toJSONSchema(operation.input, {
    io: 'input',
    override({ jsonSchema, path }) {
      if (path.length === 0) for (const name of hidden) delete jsonSchema.properties?.[name];
      delete jsonSchema.maxItems;
      delete jsonSchema.pattern;
      // A flag that is left out is not meant.
      if (jsonSchema.default === false) delete jsonSchema.default;
      if (MADE_UP.has(String(path.at(-1)))) return;
      delete jsonSchema.minLength;
      delete jsonSchema.maxLength;
    },
  });
  return schema;
}

/**
 * Names and types only, without the insides of what is within; the reference pages have it all. Nothing
 * is `required`, because clients check error answers against this schema as well, and those hold
 * just `error`.
 */
export function advertisedOutput(operation: Operation): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(operation.output, {
    io: 'output',
    override({ jsonSchema, path }) {
      delete jsonSchema.required;
      delete jsonSchema.description;
      delete jsonSchema.propertyNames;
      if (path.length > 0 || isEmpty(jsonSchema.properties)) delete jsonSchema.properties;
      if (isEmpty(jsonSchema.additionalProperties)) delete jsonSchema.additionalProperties;
    },
  });
  return schema;
}
