import type { Plan } from '../runtime/plan/index.ts';
import { planJson } from './canonical.ts';
import type { CompileResult } from './compile.ts';

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
    problems: errors.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`),
    warnings: warnings.map(({ file, pointer, message, next }) => {
      return { path: pointer === '' ? file : `${file}#${pointer}`, what: message, next };
    }),
  };
}
