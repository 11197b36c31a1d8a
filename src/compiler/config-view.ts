import type { Disk } from '../runtime/ports/index.ts';
import { loadConfig } from './config.ts';
import { valuesOf } from './config-values.ts';
import type { Diagnostic } from './diagnostics.ts';
import { CONFIG_FILE, Files } from './support/files.ts';

/** The effective config, value by value. */
export interface ConfigView {
  /** Below the folder of the runtime. */
  readonly path: string;
  readonly values: readonly {
    /** As in `millrace.toml`: `runtime.default_mode`. */
    readonly key: string;
    readonly value: unknown;
    /** Whether the file says it, or the release. */
    readonly from: 'file' | 'default';
  }[];
  /** Why there is none. */
  readonly diagnostics: readonly Diagnostic[];
}

export function configValues({
  disk,
  root,
}: {
  readonly disk: Disk;
  readonly root: string;
}): ConfigView {
  const { config, table, report } = loadConfig(new Files(disk, root));
  const said = config === null ? new Set<string>() : new Set(valuesOf(table).keys());
  const values = config === null ? [] : [...valuesOf(config)];
  return {
    path: CONFIG_FILE,
    values: values
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([pointer, value]) => ({
        key: pointer.slice(1).replaceAll('/', '.'),
        value,
        from: said.has(pointer) ? 'file' : 'default',
      })),
    diagnostics: report.list(),
  };
}
