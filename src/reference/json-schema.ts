import { z } from 'zod';
import { code } from './markdown.ts';

export interface JsonSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly properties?: Record<string, JsonSchema> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: JsonSchema | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly additionalProperties?: JsonSchema | boolean | undefined;
}

/** What the reference reads of a JSON schema. */
export const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: jsonSchema.optional(),
    anyOf: z.array(jsonSchema).optional(),
    oneOf: z.array(jsonSchema).optional(),
    additionalProperties: z.union([z.boolean(), jsonSchema]).optional(),
  }),
);

/** What a value may be, in a few words. */
export function valuesText(schema: JsonSchema): string {
  const { type, enum: words, anyOf, oneOf, items } = schema;
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (words !== undefined) return words.map((one) => code(String(one))).join(', ');
  const variants = anyOf ?? oneOf;
  if (variants !== undefined) return [...new Set(variants.map(valuesText))].join(' or ');
  if (typeof type === 'object') {
    return type.map((one) => valuesText({ ...schema, type: one })).join(' or ');
  }
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'array') return items === undefined ? 'list' : `list of ${valuesText(items)}`;
  if (type === 'object') return 'table';
  if (type === 'integer' || type === 'number') return `${numberName(type)}${rangeText(schema)}`;
  if (type === 'null') return '`null`';
  return type === 'string' ? 'text' : (type ?? 'any');
}

function numberName(type: string): string {
  return type === 'integer' ? 'whole number' : 'number';
}

function rangeText({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const from = exclusiveMinimum === undefined ? minimum : exclusiveMinimum;
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const low = exclusiveMinimum === undefined ? `${from}` : `above ${from}`;
  if (from === undefined && !isBounded) return '';
  return isBounded ? `, ${low} to ${maximum}` : `, at least ${low}`;
}
