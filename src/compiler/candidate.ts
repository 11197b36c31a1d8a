import type { Plan } from '../runtime/plan/index.ts';
import type { CompileResult } from './compile.ts';
import type { Diagnostic } from './diagnostics.ts';
import { planJson } from './support/canonical.ts';

/** What the sources compile to, as the runtime takes it. */
export interface PlanCandidate {
  readonly plan: Plan | null;
  readonly json: string;
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly string[];
  readonly warnings: readonly { path: string; what: string; next: string }[];
}

export function candidateOf({ plan, contents, diagnostics }: CompileResult): PlanCandidate {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  return {
    plan,
    json: plan === null ? '' : planJson(plan),
    contents,
    problems: errors.map((one) => `${pathOf(one)}: ${one.message}`),
    warnings: warnings.map((one) => ({ path: pathOf(one), what: one.message, next: one.next })),
  };
}

/** What is wrong with TOML says its line and column itself. */
function pathOf({ file, pointer }: Diagnostic): string {
  return pointer.startsWith('/') ? `${file}#${pointer}` : file;
}
