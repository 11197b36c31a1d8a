import { z } from 'zod';
import { HARNESSES, type Harness } from '../runtime/runners/index.ts';
import { code, table } from './markdown.ts';

const keys = z.looseObject({
  properties: z.record(
    z.string(),
    z.looseObject({ description: z.string(), default: z.unknown().optional() }),
  ),
});

/** `[runners.<table>]` of each harness, for the guide to the configuration. */
export function harnessTables(): string {
  return HARNESSES.flatMap(section).join('\n').trimEnd();
}

function section({ title, runner, table_name, about, table: schema }: Harness): string[] {
  const { properties } = keys.parse(z.toJSONSchema(schema, { io: 'input' }));
  const rows = Object.entries(properties).map(([key, { description, default: value }]) => [
    code(key),
    value === undefined ? 'none' : code(JSON.stringify(value)),
    description,
  ]);
  return [
    `### ${code(`[runners.${table_name}]`)}`,
    '',
    `Runs ${title}, under the runner name ${code(runner)}. ${about}`.trimEnd(),
    '',
    ...table(['Key', 'Default', 'Meaning'], rows),
  ];
}
