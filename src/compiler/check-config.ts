import { HARNESSES } from '../runtime/runners/index.ts';
import { type BoundNode, runnerSource } from './bindings.ts';
import { keyPath } from './config-keys.ts';
import type { Config } from './config-schema.ts';
import { FIXED_RECOVERY_KEYS } from './config-schema.ts';
import { valuesOf } from './config-values.ts';
import { pointer, quote, type Report, suggest } from './diagnostics.ts';
import { stageNames } from './selection.ts';
import type { ModeSource } from './source/mode.ts';
import type { Sources } from './sources.ts';
import { CONFIG_FILE } from './support/files.ts';
import { own } from './support/own.ts';

/**
 * Names in the config that only the sources know. They may belong to any loop of the workspace,
 * since one config serves all its modes.
 */
export function checkConfig(
  config: Config,
  runners: readonly string[],
  sources: Sources,
  report: Report,
): void {
  const at = (...path: string[]) => ({ file: CONFIG_FILE, pointer: pointer(...path) });
  const runner = { what: 'runner', known: runners };
  report.known(config.runners.default_runner, at('runners', 'default_runner'), runner);
  const stage = { what: 'stage', known: stageNames(sources.graphs.values()) };
  for (const [name, settings] of Object.entries(config.stages)) {
    report.known(name, at('stages', name), stage);
    if (settings.runner === undefined) continue;
    report.known(settings.runner, at('stages', name, 'runner'), runner);
  }
  for (const harness of HARNESSES) {
    const { table } = harness.configure(config.runners[harness.table_name]);
    for (const name of Object.keys(table.permission_by_stage)) {
      report.known(name, at('runners', harness.table_name, 'permission_by_stage', name), stage);
    }
  }
  const recoveryKeys = [...FIXED_RECOVERY_KEYS, ...policyKeys(sources)];
  for (const key of Object.keys(config.recovery)) {
    if (recoveryKeys.includes(key)) continue;
    report.error(
      'key_unknown',
      at('recovery', key),
      `The key ${quote(`recovery.${key}`)} is not known; no threshold policy names it.`,
      suggest(key, 'key', recoveryKeys),
    );
  }
}

function policyKeys(sources: Sources): string[] {
  const policies = sources.graphs
    .values()
    .flatMap((graph) => graph.dynamic_policies.threshold_policies);
  return [...new Set(policies.flatMap((policy) => policy.config_key ?? []))];
}

const DEFAULT_RUNNER = '/runners/default_runner';

/**
 * Warns of keys that the config gives and that decide nothing in this mode, because something more
 * exact is given for each stage that they are about.
 */
export function reportShadowed(
  { config, table }: { readonly config: Config; readonly table: unknown },
  mode: ModeSource,
  nodes: readonly BoundNode[],
  report: Report,
): void {
  const said = [...valuesOf(table).keys()];
  if (said.includes(DEFAULT_RUNNER) && isUnused(config, mode, nodes)) {
    const message =
      `No stage uses runners.default_runner: the mode ${quote(mode.mode_id)} or a table ` +
      'below [stages] names the runner of each.';
    const next = 'Name the runner below [stages.<stage>], which wins; or choose default_mode.';
    report.warning('key_shadowed', { file: CONFIG_FILE, pointer: DEFAULT_RUNNER }, message, next);
  }
  for (const setting of said) {
    const [, section, stage = '', key = ''] = setting.split('/');
    if (section !== 'stages' || !isShadowed(config, stage, key, nodes)) continue;
    const message = `Nothing uses ${quote(keyPath(setting))}: each of its nodes has a key of its own.`;
    const next = 'Remove it, or the keys of the nodes: the node is meant more exactly and wins.';
    report.warning('key_shadowed', { file: CONFIG_FILE, pointer: setting }, message, next);
  }
}

function isUnused(config: Config, mode: ModeSource, nodes: readonly BoundNode[]): boolean {
  return nodes.every(({ node }) => runnerSource(node, mode, config) !== 'default');
}

function isShadowed(
  { stages }: Config,
  stage: string,
  key: string,
  nodes: readonly BoundNode[],
): boolean {
  const named = nodes.filter(({ node }) => node.stage_kind_id === stage);
  if (named.length === 0) return false;
  return named.every(({ node }) => {
    const exact = node.node_id === stage ? undefined : own(stages, node.node_id);
    return exact !== undefined && Object.hasOwn(exact, key);
  });
}
