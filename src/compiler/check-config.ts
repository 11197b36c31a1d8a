import { HARNESSES } from '../runtime/runners/index.ts';
import type { Config } from './config-schema.ts';
import { FIXED_RECOVERY_KEYS } from './config-schema.ts';
import { pointer, quote, type Report, suggest } from './diagnostics.ts';
import { stageNames } from './selection.ts';
import type { Sources } from './sources.ts';
import { CONFIG_FILE } from './support/files.ts';

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
