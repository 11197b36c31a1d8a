import { judgeSkill, skillFolderName } from '../../skills/index.ts';
import { skillChange } from '../changes/build-skills.ts';
import type { ResultChange, SkillChange, StageArtifact } from '../changes/changes.ts';
import type { DecisionContext } from '../facts/decision.ts';
import type { PlanIndex } from '../state/plan-index.ts';
import { workKey } from '../state/run.ts';
import type { Run } from '../state/state.ts';

/**
 * What a result proposes skills to read like: the artifacts that its stage kind says are to be
 * promoted. They wait for somebody to decide; a stage changes no skill.
 */
export function proposedSkills(
  { index }: DecisionContext,
  run: Run,
  result: ResultChange,
): SkillChange[] {
  const promoting = index
    .node(run.plane, run.node)
    .artifacts.filter(
      ({ promotes, required_on }) => promotes !== undefined && required_on.includes(result.outcome),
    );
  return result.artifacts.flatMap((artifact) => {
    const isOne = promoting.some(({ artifact_id }) => artifact_id === artifact.artifact_id);
    return isOne ? proposedBy(index, run, result, artifact) : [];
  });
}

/** One that no rule accepts was refused before; a text that is not in the record cannot be judged. */
function proposedBy(
  index: PlanIndex,
  run: Run,
  result: ResultChange,
  { document }: StageArtifact,
): SkillChange[] {
  const { id, problems } = judgeSkill(document.text ?? '');
  if (id === null || problems.length > 0) return [];
  const known = index.plan.resolved_assets.find(
    ({ asset_family, compile_time_path }) =>
      asset_family === 'skill' && skillFolderName(compile_time_path) === id,
  );
  const candidate = {
    run: run.id,
    request: result.request,
    item: workKey(run),
    sha256: document.sha256,
    size_bytes: document.size_bytes,
    path: known?.compile_time_path ?? null,
    base: known?.content_sha256 ?? null,
    simulated: index.isScripted(run.plane, run.node),
  };
  return [skillChange(id, { event: 'proposed', candidate, document })];
}

/** What a stage worked by, where the plan asks afterwards what is to be learned from it. */
export function skillsOf(index: PlanIndex, run: Run): Pick<ResultChange, 'skills'> {
  const { trigger_family_id, resolved_assets } = index.plan;
  if (trigger_family_id === null) return {};
  const { required_skill_paths, attached_skill_additions } = index.node(run.plane, run.node);
  const paths = new Set([...required_skill_paths, ...attached_skill_additions]);
  const skills = resolved_assets.flatMap(({ compile_time_path: path, content_sha256: sha256 }) =>
    sha256 !== null && paths.has(path) ? [{ path, sha256 }] : [],
  );
  return { skills };
}
