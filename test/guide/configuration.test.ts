import { expect, it } from 'vitest';
import { z } from 'zod';
import execution from '../../assets/graphs/execution/execution.standard.json' with { type: 'json' };
import learning from '../../assets/graphs/learning/learning.standard.json' with { type: 'json' };
import planning from '../../assets/graphs/planning/planning.standard.json' with { type: 'json' };
import { configSchema } from '../../src/compiler/config-schema.ts';
import { graphSource } from '../../src/compiler/source/graph.ts';
import { page } from '../support/guide-page.ts';

const graphs = [execution, planning, learning].map((graph) => graphSource.parse(graph));

interface Schema {
  readonly properties?: Record<string, Schema> | undefined;
  readonly additionalProperties?: Schema | boolean | undefined;
  readonly default?: unknown;
}
const schemaOf: z.ZodType<Schema> = z.looseObject({
  properties: z
    .record(
      z.string(),
      z.lazy(() => schemaOf),
    )
    .optional(),
  additionalProperties: z.union([z.boolean(), z.lazy(() => schemaOf)]).optional(),
  default: z.unknown().optional(),
});

/** Section -> key -> default as JSON, `none` where there is none. */
type Sections = Map<string, Map<string, string>>;

function schemaSections(): Sections {
  const sections: Sections = new Map();
  const schema = schemaOf.parse(z.toJSONSchema(configSchema, { io: 'input' }));
  for (const [name, section] of Object.entries(schema.properties ?? {})) {
    collect(name === 'stages' ? 'stages.<stage>' : name, open(name, section), sections);
  }
  return sections;
}

/** `[stages]` holds one table for each stage. */
function open(name: string, section: Schema): Schema {
  const { additionalProperties: each } = section;
  return name === 'stages' && typeof each === 'object' ? each : section;
}

function collect(name: string, schema: Schema, sections: Sections): void {
  const keys = new Map<string, string>();
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    if (value.properties !== undefined) collect(`${name}.${key}`, value, sections);
    else keys.set(key, value.default === undefined ? 'none' : JSON.stringify(value.default));
  }
  const each = schema.additionalProperties;
  if (typeof each === 'object' && each.properties !== undefined) {
    collect(`${name}.<name>`, each, sections);
  }
  sections.set(name, keys);
}

function pageSections(): Sections {
  const sections: Sections = new Map();
  let keys = new Map<string, string>();
  for (const line of page('configuration.md').split('\n')) {
    const name = /^#+ `\[(.+)\]`$/.exec(line)?.[1];
    if (name !== undefined) {
      keys = new Map();
      sections.set(name, keys);
    }
    const [, key, fallback] = /^\| `([a-z0-9_]+)` \| (?:`(.*?)`|none) \| .+ \|$/.exec(line) ?? [];
    if (key !== undefined) keys.set(key, fallback ?? 'none');
  }
  return sections;
}

/** Keys that the shipped graphs bring, with their thresholds. */
function thresholds(): [string, string][] {
  const policies = graphs.flatMap((graph) => graph.dynamic_policies.threshold_policies);
  return policies.flatMap(({ config_key, threshold }) =>
    config_key === null ? [] : [entry(config_key, threshold)],
  );
}

function entry(key: string, threshold: number): [string, string] {
  return [key, String(threshold)];
}

it('the page of the configuration names every key with its default, and no other', () => {
  const wanted = schemaSections();
  for (const [key, value] of thresholds()) wanted.get('recovery')?.set(key, value);
  // The same table as that of any other command, with defaults that run the scripted harness.
  wanted.delete('runners.scripted');
  expect(Object.fromEntries(pageSections())).toEqual(Object.fromEntries(wanted));
});
