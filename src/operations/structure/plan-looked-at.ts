import { z } from 'zod';
import { MillraceError } from '../../runtime/errors/errors.ts';
import type { Plan } from '../../runtime/plan/index.ts';
import type { OperationContext } from '../support/context.ts';
import { clip } from '../support/text.ts';

/** Which plan a look is about. */
export const planMode = z
  .string()
  .min(1)
  .max(80)
  .optional()
  .describe('By id or alias. Default: the plan that runs, or all modes.');
export const planSourceField = z
  .enum(['adopted', 'candidate'])
  .describe('adopted: it runs; candidate: what the sources compile to now.');

export interface PlanLookedAt {
  readonly from: 'adopted' | 'candidate';
  readonly plan: Plan;
  readonly simulated: boolean;
}

/** The adopted plan; where there is none, or for a mode, what compiles now. Nothing is adopted. */
export async function planOf(
  context: OperationContext,
  mode: string | null,
): Promise<PlanLookedAt> {
  const runtime = await context.runtime();
  const adopted = mode === null ? runtime.adoptedPlan() : null;
  if (adopted !== null) {
    const { simulated } = runtime.status();
    const { plan: schema } = await import('../../runtime/plan/plan.ts');
    return { from: 'adopted', plan: schema.parse(JSON.parse(adopted)), simulated };
  }
  const { plan, mode_id, simulated, diagnostics } = await context.compile(mode, null);
  if (plan !== null) return { from: 'candidate', plan, simulated };
  const [first] = diagnostics;
  throw new MillraceError(mode !== null && mode_id === null ? 'mode_unknown' : 'plan_invalid', {
    what: clip(first?.message ?? 'The sources do not compile', 300),
    next: first?.next ?? 'call compile_validate, which says all that is wrong',
  });
}
