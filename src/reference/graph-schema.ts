import { z } from 'zod';
import { compiledStageGraph } from '../compiler/index.ts';
import { type JsonSchema, jsonSchema, valuesText } from './json-schema.ts';
import { code, pageStart, table } from './markdown.ts';

/** `docs/reference/graph.md`. */
export function graphSchemaPage(): string {
  const about =
    'What `millrace compile graph --format json` prints, and the tool `structure` with the view ' +
    '`graph`: a list with one `compiled_stage_graph` for each plane of a plan. A field in brackets ' +
    'may be missing; a list is shown by its elements, `[]`.';
  const schema = jsonSchema.parse(z.toJSONSchema(compiledStageGraph, { io: 'output' }));
  return [
    ...pageStart('Graph export', about),
    ...table(['field', 'value'], fieldsOf(schema, '')),
  ].join('\n');
}

function fieldsOf(schema: JsonSchema, path: string): string[][] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const own = path === '' ? name : `${path}.${name}`;
    const shown = required.has(name) ? code(own) : `[${code(own)}]`;
    return [[shown, kindOf(one)], ...variantsOf(one).flatMap((below) => nested(below, own))];
  });
}

function nested(schema: JsonSchema, path: string): string[][] {
  const { items } = schema;
  if (items === undefined) return fieldsOf(schema, path);
  return variantsOf(items).flatMap((one) => fieldsOf(one, `${path}[]`));
}

function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

/** A table is told by its fields below. */
function kindOf(schema: JsonSchema): string {
  return valuesText(schema).replaceAll('table', 'object');
}
