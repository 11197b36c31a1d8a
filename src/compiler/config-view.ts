import { type Boundary, nodesOf, type Plan } from '../runtime/plan/index.ts';
import type { Disk } from '../runtime/ports/index.ts';
import { loadConfig, readRuntime, readWatchers } from './config.ts';
import { boundaryOf, keyPath } from './config-keys.ts';
import { type Config, DEFAULT_CONFIG } from './config-schema.ts';
import { valuesOf } from './config-values.ts';
import { type Diagnostic, pointer } from './diagnostics.ts';
import { canonicalJson } from './support/canonical.ts';
import { CONFIG_FILE, type ConfigBytes, Files, type ReadResult } from './support/files.ts';

/** The effective config, value by value. */
export interface ConfigView {
  /** Below the folder of the runtime. */
  readonly path: string;
  readonly values: readonly {
    /** As in `millrace.toml`: `runtime.default_mode`. */
    readonly key: string;
    readonly value: unknown;
    /** Whether the file says it, or the release; `mode`: the mode or one of its graphs. */
    readonly from: 'file' | 'default' | 'mode';
    readonly boundary: Boundary;
    /** What counts until then, where an edit does not count yet; null = nothing said it. */
    readonly counts?: unknown;
  }[];
  /** Why there is none. */
  readonly diagnostics: readonly Diagnostic[];
}

type ConfigValue = ConfigView['values'][number];

interface Workspace {
  readonly disk: Disk;
  readonly root: string;
}

/** What counts in a workspace now: its config as it was last read, and its plan. */
export interface Counting {
  /** Absent = no record says it. */
  readonly config?: ConfigBytes | undefined;
  readonly plan: Plan | null;
}

/** Of a file that cannot be used the values are those that count instead of it. */
export function configValues(input: Workspace, counting: Counting): ConfigView {
  const { disk, root } = input;
  const now = loadConfig(new Files(disk, root));
  const { config, table } =
    now.config === null ? loadConfig(new Files(disk, root, counting.config)) : now;
  const values = config === null ? [] : rowsOf(config, table, countingValues(input, counting));
  const bound = config === null ? [] : boundRows(counting.plan, new Set(valuesOf(table).keys()));
  return { path: CONFIG_FILE, values: [...values, ...bound], diagnostics: now.report.list() };
}

function rowsOf(config: Config, table: unknown, counting: Counted): ConfigValue[] {
  const said = new Set(valuesOf(table).keys());
  return [...valuesOf(config)].flatMap(([setting, value]): ConfigValue[] => {
    if (value === undefined || value === null) return [];
    const boundary = boundaryOf(setting);
    const counts = counting(setting, boundary);
    const isOther = counts !== undefined && canonicalJson(counts) !== canonicalJson(value);
    const row = { key: keyPath(setting), value: shown(setting, value), boundary };
    const from = said.has(setting) ? 'file' : 'default';
    return [{ ...row, from, ...(isOther ? { counts: shown(setting, counts) } : {}) }];
  });
}

type Counted = (setting: string, boundary: Boundary) => unknown;

/** A key of the plan counts as its plan says it, any other as the config does that was last read. */
function countingValues(input: Workspace, { config, plan }: Counting): Counted {
  const read = config === undefined ? null : loadConfig(new Files(input.disk, input.root, config));
  const values = valuesOf(read?.config ?? {});
  const frozen = { ...plan?.settings?.defaults, ...plan?.settings?.given };
  return (setting, boundary) => (boundary === 'recompile' ? frozen[setting] : values.get(setting));
}

/** What mode and graphs say of the stages that run, where the file does not: by node. */
function boundRows(plan: Plan | null, said: ReadonlySet<string>): ConfigValue[] {
  return nodesOf(plan?.graphs_by_plane ?? {}).flatMap((node) => {
    const { runner_name: runner, model_name: model, thinking_level, timeout_seconds } = node;
    const bound = Object.entries({ runner, model, thinking_level, timeout_seconds });
    return bound.flatMap(([key, value]): ConfigValue[] => {
      const names = [node.node_id, node.stage_kind_id];
      if (value === null || names.some((name) => said.has(pointer('stages', name, key)))) return [];
      return [{ key: `stages.${node.node_id}.${key}`, value, from: 'mode', boundary: 'recompile' }];
    });
  });
}

/** A variable may be a secret: that it is set is all that is said. */
function shown(setting: string, value: unknown): unknown {
  const [, section, , table, name] = setting.split('/');
  const isVariable = section === 'runners' && table === 'env' && name !== undefined;
  return isVariable ? HIDDEN : value;
}

const HIDDEN = 'hidden';

/** The config of a workspace, as the runtime follows its edits. */
export function configSource(input: Workspace) {
  return {
    read: (): ReadResult => new Files(input.disk, input.root).read(CONFIG_FILE),
    changes: (before: ConfigBytes, after: ConfigBytes) => configChanges(input, before, after),
  };
}

/** How a loop behaves: with the defaults where the config cannot be read. */
export function loopSettings(input: Workspace & { readonly config?: ConfigBytes | undefined }) {
  const { idle_sleep_seconds, run_style } = readRuntime(input) ?? DEFAULT_CONFIG.runtime;
  const { debounce_ms } = readWatchers(input) ?? DEFAULT_CONFIG.watchers;
  return { debounce_ms, idle_sleep_seconds, run_style };
}

/**
 * Keys whose value differs between two configs, defaults counted, and when each of them counts. A
 * config that this release cannot read says nothing.
 */
function configChanges(
  input: Workspace,
  before: ConfigBytes,
  after: ConfigBytes,
): { key: string; boundary: Boundary }[] {
  const [old, now] = [valuesIn(input, before), valuesIn(input, after)];
  const settings = [...new Set([...old.keys(), ...now.keys()])];
  return settings
    .filter((setting) => canonicalJson(old.get(setting)) !== canonicalJson(now.get(setting)))
    .map((setting) => ({ key: keyPath(setting), boundary: boundaryOf(setting) }));
}

function valuesIn({ disk, root }: Workspace, bytes: ConfigBytes): Map<string, unknown> {
  const { config } = loadConfig(new Files(disk, root, bytes));
  return config === null ? new Map() : valuesOf(config);
}
