import { z } from 'zod';
import { configSchema } from '../../../src/compiler/index.ts';
import type { Json } from './json.ts';

/** One setting of the config with a value that is not its default. */
export interface ConfigEdit {
  readonly setting: string;
  readonly toml: string;
}

/** Values where any other one will not do. */
const VALUES: Readonly<Record<string, Json>> = {
  'runtime.default_mode': 'storm',
  'runtime.work_dir': 'sub',
  'runners.default_runner': 'claude_cli',
  'runners.codex.args': ['exec', '--strange'],
  'runners.codex.extra_config': ['a.b=1'],
  'runners.claude.args': ['--strange'],
  'runners.claude.setting_sources': ['user'],
  'runners.pi.args': ['--strange'],
  'skills.index_sha256': 'a'.repeat(64),
  'usage_governance.calendar_timezone': 'Europe/Paris',
  'usage_governance.working_hours': [{ days: ['mon'], from: '09:00', to: '17:00' }],
  'usage_governance.subscription_quota_rules.keep_back_percent': 20,
};

/** Keys of tables that take any key. */
const KEYS: Readonly<Record<string, Json>> = {
  'recovery.max_mends': 7,
  'runners.codex.permission_by_stage.far': 'basic',
  'runners.codex.permission_by_model.owl': 'basic',
  'runners.codex.env.SAND': 'x',
  'runners.claude.permission_by_stage.far': 'basic',
  'runners.claude.env.SAND': 'x',
  'runners.scripted.env.SAND': 'x',
  'runners.pi.env.SAND': 'x',
  'runners.mine.command': 'my-agent',
  ...Object.fromEntries(
    // Two nodes, two stage kinds (one of them of two nodes).
    ['skipper', 'judge', 'far', 'listener'].flatMap((stage) =>
      Object.entries({
        runner: 'claude_cli',
        model: 'heron',
        thinking_level: 'low',
        model_reasoning_effort: 'low',
        timeout_seconds: 5,
      }).map(([key, value]) => [`stages.${stage}.${key}`, value]),
    ),
  ),
};

const jsonSchema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.json()).optional(),
  const: z.json().optional(),
  default: z.json().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  maximum: z.number().optional(),
  items: z.unknown().optional(),
});

/** Every key that the schema of the config names, and some for each table that takes any. */
export function configEdits(): ConfigEdit[] {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
  const edits = [...leavesOf(schema, []), ...Object.entries(KEYS)];
  return edits.map(([setting, value]) => ({
    setting,
    toml: `${setting} = ${JSON.stringify(VALUES[setting] ?? value).replaceAll('":', '"=')}`,
  }));
}

function leavesOf(schema: unknown, path: readonly string[]): [string, Json][] {
  const at = jsonSchema.parse(schema);
  if (at.properties !== undefined) {
    return Object.entries(at.properties).flatMap(([key, one]) => leavesOf(one, [...path, key]));
  }
  const value = another(at);
  return value === undefined ? [] : [[path.join('.'), value]];
}

/** Undefined where only one value is possible, or the keys are free. */
function another(schema: z.infer<typeof jsonSchema>): Json | undefined {
  const { type, default: usual, maximum = Number.MAX_SAFE_INTEGER } = schema;
  if (schema.const !== undefined || type === 'object') return undefined;
  if (schema.enum !== undefined) return asJson(schema.enum.find((one) => one !== usual));
  if (type === 'boolean') return usual !== true;
  if (type === 'array') return [anotherItem(schema.items)];
  if (type === 'string') return 'other';
  const number = typeof usual === 'number' ? usual : 1;
  return number + 1 <= maximum ? number + 1 : number - 1;
}

function anotherItem(items: unknown): Json {
  const { type, properties, enum: words } = jsonSchema.parse(items);
  if (type !== 'object') return words === undefined ? 'OTHER' : asJson(words[0]);
  const entries = Object.entries(properties ?? {}).map(([key, one]): [string, Json] => {
    const { const: only, ...rest } = jsonSchema.parse(one);
    return [key, only === undefined ? (another(rest) ?? 'x') : asJson(only)];
  });
  return Object.fromEntries(entries);
}

function asJson(value: Json | undefined): Json {
  return value ?? null;
}
