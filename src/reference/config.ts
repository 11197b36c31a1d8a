import { z } from 'zod';
import { BOUNDARIES, boundaryOf, configSchema } from '../compiler/index.ts';
import { type JsonSchema, jsonSchema, valuesText } from './json-schema.ts';
import { code, pageStart, table } from './markdown.ts';

/** Names that stand for whatever a table has as its keys. */
const FREE_KEYS: Readonly<Record<string, string>> = {
  prices: '<model>',
  runners: '<name>',
  stages: '<stage>',
};

/** `docs/reference/config.md`. */
export function configPage(): string {
  const about =
    'Every key of `millrace.toml`, what it may be, its default, and its boundary: when an edit of it ' +
    'counts. An unknown key is an error that names the nearest one. What each key means stands in the ' +
    '[guide](../guide/configuration.md); `millrace config show` says what counts in a workspace. ' +
    '`test/engine/config/effects.test.ts` edits each of them and shows what changes at its boundary, a ' +
    'case by the name of the key.';
  const schema = jsonSchema.parse(z.toJSONSchema(configSchema, { io: 'input' }));
  const boundaries = Object.entries(BOUNDARIES).map(([name, meaning]) => [code(name), meaning]);
  return [
    ...pageStart('Config keys', about),
    ...table(['boundary', 'an edit counts'], boundaries),
    ...Object.entries(schema.properties ?? {}).flatMap(([section, one]) => [
      `## ${code(`[${section}]`)}`,
      '',
      ...table(['key', 'values', 'default', 'boundary'], rowsOf(one, [section])),
    ]),
    'A threshold policy of a graph may bring further keys of `[recovery]`, from 1 to 1000.',
    '',
  ].join('\n');
}

function rowsOf(schema: JsonSchema, path: readonly string[]): string[][] {
  const { properties, additionalProperties: each } = schema;
  const free = FREE_KEYS[path.join('.')];
  const own = Object.entries(properties ?? {}).flatMap(([key, one]) => rowsOf(one, [...path, key]));
  const named = free !== undefined && typeof each === 'object' ? rowsOf(each, [...path, free]) : [];
  if (own.length + named.length > 0) return [...own, ...named];
  const [, ...below] = path;
  const usual = schema.default === undefined ? 'none' : code(JSON.stringify(schema.default));
  return [
    [code(below.join('.')), valuesText(schema), usual, code(boundaryOf(`/${path.join('/')}`))],
  ];
}
