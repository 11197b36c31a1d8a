import type { Plan } from '../runtime/plan/index.ts';
import type { CompileResult } from './compile.ts';
import type { Diagnostic } from './diagnostics.ts';
import { planJson } from './support/canonical.ts';
import { CONFIG_FILE } from './support/files.ts';

/** What the sources compile to, as the runtime takes it. */
export interface PlanCandidate {
  readonly plan: Plan | null;
  readonly json: string;
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly string[];
  /** Those of them that lie in the config. */
  readonly config_problems: readonly string[];
  readonly warnings: readonly { path: string; what: string; next: string }[];
}

export function candidateOf({ plan, contents, diagnostics }: CompileResult): PlanCandidate {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  return {
    plan,
    json: plan === null ? '' : planJson(plan),
    contents,
    problems: errors.map(lineOf),
    config_problems: errors
      .filter(({ file }) => file === CONFIG_FILE)
      .map((one) => `${lineOf(one)} ${one.next}`),
    warnings: warnings.map((one) => ({ path: pathOf(one), what: one.message, next: one.next })),
  };
}

function lineOf(one: Diagnostic): string {
  return `${pathOf(one)}: ${one.message}`;
}

/** What is wrong with TOML says its line and column itself. */
function pathOf({ file, pointer, line }: Diagnostic): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return pointer.startsWith('/') ? `${place}#${pointer}` : file;
}
