import type { ResultChange } from '../kernel/changes/changes.ts';
import type { PlanIndex } from '../kernel/state/plan-index.ts';
import { SCHEMA_VERSION, workspacePath } from '../plan/index.ts';
import { jsonText } from './text.ts';
import type { TracedRun } from './trace.ts';

/** The evidence that release 0.18.0 leaves of a stage under a plan that learns; null = there is none. */
export function skillEvidenceText(
  { request, skills, completed_at }: ResultChange,
  run: TracedRun,
  index: PlanIndex,
): string | null {
  if (skills === undefined) return null;
  return jsonText({
    schema_version: SCHEMA_VERSION,
    kind: 'skill_revision_evidence',
    request_id: request,
    run_id: run.id,
    mode_id: index.plan.mode_id,
    compiled_plan_id: run.plan_id,
    emitted_at: completed_at,
    skills: skills.map(({ path, sha256 }) => ({ path: workspacePath(path), exists: true, sha256 })),
  });
}
