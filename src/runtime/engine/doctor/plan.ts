import { type Plan, workspacePath } from '../../plan/index.ts';
import { PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Findings } from './findings.ts';

const VALIDATE = 'call compile_validate and fix every error it names';
const REASONS_MAX = 3;

/** Config, and the adopted plan against its sources. Returns the plan that would run. */
export function checkPlan(
  ports: EnginePorts,
  adopted: Plan | null,
  findings: Findings,
): Plan | null {
  const path = workspacePath(PLACES.config);
  findings.try('config_invalid', path, () => ports.workDir());
  const { plan: candidate, problems, warnings } = ports.plans.candidate();
  for (const problem of problems) {
    if (problem.startsWith(PLACES.config)) findings.add('config_invalid', path, problem, VALIDATE);
    findings.add('plan_invalid', path, problem, VALIDATE);
  }
  for (const { path: at, what, next } of warnings) {
    findings.add('plan_warning', workspacePath(at), what, next);
  }
  const now = ports.plans.currentness(adopted);
  const why = now.reasons.slice(0, REASONS_MAX).join('; ');
  if (adopted === null) {
    findings.add(
      'plan_missing',
      path,
      'no plan is adopted',
      'nothing to do: the first work adopts it',
    );
  } else if (now.state === 'stale') {
    const next =
      'nothing: the next run begins under another one; compile_validate with adopt true does not wait';
    findings.add('plan_stale', path, why, next);
  } else if (now.state === 'current' && isAnother(adopted, candidate)) {
    const what =
      'this release compiles the workspace into another plan; the adopted one goes on as it is';
    findings.add('plan_differs', path, what, 'call compile_validate: it says in what they differ');
  }
  findings.checked(
    'plan',
    adopted === null ? 'none is adopted' : `${adopted.compiled_plan_id}: ${now.state}`,
  );
  return adopted ?? candidate;
}

/** Of the same mode: a run may have been started in another one than the config names. */
function isAnother(adopted: Plan, candidate: Plan | null): boolean {
  if (candidate === null || candidate.mode_id !== adopted.mode_id) return false;
  return candidate.compiled_plan_id !== adopted.compiled_plan_id;
}
