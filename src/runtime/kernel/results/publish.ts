import { fillTemplate } from '../../documents/index.ts';
import type { StageArtifact } from '../changes/changes.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { runNames } from '../facts/names.ts';
import type { Run, State } from '../state/state.ts';
import type { EndedAttempt } from './ended-attempt.ts';

/** The artifacts of a result, each with the place where people find it. */
export function publish(
  facts: DecisionContext,
  state: State,
  run: Run,
  ended: EndedAttempt,
): StageArtifact[] {
  const declared = facts.index.node(run.plane, run.node).artifacts;
  const all = { ...runNames(facts, state, run), request_id: run.request?.id ?? '' };
  return ended.artifacts.map((one) => {
    const path = declared.find((known) => known.artifact_id === one.artifact_id)?.publish_path;
    return { ...one, published: fillTemplate(path ?? ownPlace(one), all) };
  });
}

/** An artifact without a place of its own is kept with its run. */
function ownPlace({ artifact_id, file }: { artifact_id: string; file: string }): string {
  const dot = file.lastIndexOf('.');
  const ending = dot < 0 ? '' : file.slice(dot);
  return `runs/{run_id}/${artifact_id}.{request_id}${ending}`;
}
