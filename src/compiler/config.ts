import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { authorId, type RunnerConfig } from '../runtime/plan/index.ts';
import type { Disk } from '../runtime/ports/index.ts';
import { HARNESSES } from '../runtime/runners/index.ts';
import { checkRunnerSettings } from './check-runners.ts';
import { withoutRetired } from './config-keys.ts';
import { type Config, configSchema, DEFAULT_CONFIG } from './config-schema.ts';
import { isTable, ownTable } from './config-values.ts';
import { type Diagnostic, pointer, quote, Report, suggest } from './diagnostics.ts';
import { reportIssues } from './schema-issues.ts';
import { runnersOf } from './support/config-runners.ts';
import { CONFIG_FILE, type ConfigBytes, Files } from './support/files.ts';
import { tomlLine } from './support/toml-lines.ts';

export interface LoadedConfig {
  /** With defaults filled in; null = it cannot be used, and the report says why. */
  readonly config: Config | null;
  /** What its file says itself. */
  readonly table: unknown;
  /** Of the file; null = there is none, or it cannot be read. */
  readonly bytes: Uint8Array | null;
  readonly report: Report;
}

const NOTHING = { config: null, table: {}, bytes: null };

/** Reads `millrace.toml` as far as it can be judged alone; names in it are judged against the sources. */
export function loadConfig(files: Files, read = files.read(CONFIG_FILE)): LoadedConfig {
  const report = new Report();
  if (read.is === 'absent') return { ...NOTHING, config: DEFAULT_CONFIG, report };
  if (read.is === 'bad') {
    report.error(
      'file_unreadable',
      { file: CONFIG_FILE, pointer: '' },
      `The config cannot be read: ${read.why}.`,
      'Replace it by a regular text file, or remove it to use the defaults.',
    );
    return { ...NOTHING, report };
  }
  const { bytes, text } = read;
  report.locate(({ file, pointer: at }) => (file === CONFIG_FILE ? tomlLine(text, at) : null));
  const file = parseToml(text, report);
  const config = file === null ? null : validConfig(withoutRetired(file, report), report);
  if (config === null) return { ...NOTHING, bytes, report };
  const table = ownTable(config, file);
  return { config, table, bytes, report };
}

function validConfig(value: unknown, report: Report): Config | null {
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    const source = { file: CONFIG_FILE, schema: configSchema, value, severity: 'error' as const };
    reportIssues(report, source, parsed.error.issues);
    return null;
  }
  checkRunnerTables(parsed.data, report);
  checkThinking(parsed.data, report);
  checkUsage(parsed.data.usage_governance, report);
  return report.failed ? null : parsed.data;
}

export interface Workspace {
  readonly disk: Disk;
  readonly root: string;
  /** Its bytes in place of those of the file. */
  readonly config?: ConfigBytes | undefined;
}

/**
 * `[runtime]`, which counts at once and not with a plan. null = it cannot be used. What is wrong
 * elsewhere in the file does not matter: a running plan does not depend on it.
 */
export function readRuntime(input: Workspace): Config['runtime'] | null {
  return readSection(input, 'runtime', configSchema.shape.runtime);
}

/** `[storage]`, likewise. */
export function readStorage(input: Workspace): Config['storage'] | null {
  return readSection(input, 'storage', configSchema.shape.storage);
}

/** `[watchers]`, likewise. Where nobody can tell what is wanted nothing is watched. */
export function readWatchers(input: Workspace): Config['watchers'] {
  const { watchers } = configSchema.shape;
  return readSection(input, 'watchers', watchers) ?? { ...DEFAULT_CONFIG.watchers, enabled: false };
}

/** `[skills]`, likewise. */
export function readSkills(input: Workspace): Config['skills'] | null {
  return readSection(input, 'skills', configSchema.shape.skills);
}

/** `[usage_governance]`, likewise. */
export function readUsageGovernance(input: Workspace): Config['usage_governance'] | null {
  const usage = readSection(input, USAGE_TABLE, configSchema.shape.usage_governance);
  const report = new Report();
  if (usage !== null) checkUsage(usage, report);
  return report.failed ? null : usage;
}

function readSection<T>(
  { disk, root, config }: Workspace,
  name: string,
  schema: z.ZodType<T>,
): T | null {
  const read = new Files(disk, root, config).read(CONFIG_FILE);
  if (read.is === 'bad') return null;
  const file = read.is === 'absent' ? {} : parseToml(read.text, new Report());
  if (!isTable(file)) return null;
  return schema.safeParse(new Map(Object.entries(file)).get(name)).data ?? null;
}

export interface ReadConfig {
  readonly config: Config | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** The effective config, defaults filled in, or every reason why there is none. Names are not judged. */
export function readConfig(input: Workspace): ReadConfig {
  const { config, report } = loadConfig(new Files(input.disk, input.root));
  return { config, diagnostics: report.list() };
}

/** Runner name -> config, shipped runners included. */
export function configuredRunners(config: Config): Record<string, RunnerConfig> {
  return runnersOf(config.runners);
}

export function parseToml(text: string, report: Report): unknown {
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const why = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
    report.error(
      'toml_invalid',
      { file: CONFIG_FILE, pointer: `${error.line}:${error.column}` },
      `Line ${error.line}, column ${error.column}: ${why}.`,
      'Correct that line; nothing of the config is used until it is TOML.',
    );
    return null;
  }
}

function checkRunnerTables(config: Config, report: Report): void {
  for (const name of Object.keys(config.runners)) {
    const place = { file: CONFIG_FILE, pointer: pointer('runners', name) };
    const harness = HARNESSES.find(({ runner }) => runner === name);
    if (harness !== undefined) {
      report.error(
        'runner_name_reserved',
        place,
        `The runner ${quote(name)} is built in.`,
        `Write its settings below [runners.${harness.table_name}].`,
      );
    } else if (!authorId.safeParse(name).success) {
      report.error(
        'value_invalid',
        place,
        `A runner cannot be named ${quote(name)}.`,
        'Use lower-case letters, digits, "_", "-" and ".".',
      );
    }
  }
  checkRunnerSettings(config, report);
}

function checkThinking(config: Config, report: Report): void {
  for (const [name, stage] of Object.entries(config.stages)) {
    const { thinking_level, model_reasoning_effort } = stage;
    if (thinking_level === undefined || model_reasoning_effort === undefined) continue;
    if (thinking_level === model_reasoning_effort) continue;
    report.error(
      'thinking_conflict',
      { file: CONFIG_FILE, pointer: pointer('stages', name, 'model_reasoning_effort') },
      `thinking_level is ${quote(thinking_level)}, ` +
        `model_reasoning_effort is ${quote(model_reasoning_effort)}.`,
      'Keep thinking_level and remove model_reasoning_effort.',
    );
  }
}

const USAGE_TABLE = 'usage_governance';

/** What the schema of usage governance cannot say: each rule has its own id, and clocks show the zone. */
function checkUsage(usage: Config['usage_governance'], report: Report): void {
  checkIds(usage, report);
  checkZone(usage.calendar_timezone, report);
}

function checkIds(usage: Config['usage_governance'], report: Report): void {
  const first = new Map<string, string>();
  for (const list of ['runtime_token_rules', 'subscription_quota_rules'] as const) {
    for (const [position, { rule_id }] of usage[list].rules.entries()) {
      const place = pointer(USAGE_TABLE, list, 'rules', position, 'rule_id');
      const before = first.get(rule_id);
      if (before === undefined) {
        first.set(rule_id, place);
        continue;
      }
      report.error(
        'id_duplicate',
        { file: CONFIG_FILE, pointer: place },
        `The rule ${quote(rule_id)} is declared twice, first at ${before}.`,
        'Give one of them another rule_id: a pause names the rule that caused it.',
      );
    }
  }
}

function checkZone(zone: string, report: Report): void {
  if (isZone(zone)) return;
  report.error(
    'value_invalid',
    { file: CONFIG_FILE, pointer: pointer(USAGE_TABLE, 'calendar_timezone') },
    `No time zone is called ${quote(zone)}.`,
    suggest(zone, 'time zone', [...Intl.supportedValuesOf('timeZone'), 'UTC']),
  );
}

/** An offset has no clocks that change, and not every Node takes one. */
function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
