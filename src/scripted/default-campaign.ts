import { dirname } from 'node:path';
import { renderDocument, safeId, timeText } from '../runtime/documents/index.ts';
import { exhausted } from '../runtime/errors/exhausted.ts';
import type { Artifact, Family, ScalarField } from '../runtime/plan/index.ts';
import { simulatedArtifact } from '../runtime/runners/index.ts';
import { firstSuccess } from './endings.ts';
import type { Action, Rule } from './scenario.ts';
import type { Stage } from './stage.ts';

const SIMULATED = 'Simulated by the scripted harness; nothing was examined.';

/**
 * How a stage plays without a scenario: the first success, what it needs, and one small proposal
 * where that leads on.
 */
export function defaultRule(stage: Stage): Rule {
  const outcome = firstSuccess(stage);
  const { node } = stage.request;
  const required = node.artifacts.filter(({ required_on }) => required_on.includes(outcome));
  return {
    match: {},
    per: 'request',
    actions: [
      ...required.map((artifact) => artifactAction(artifact, outcome, stage)),
      ...proposalsOf(stage),
      ...writtenOf(stage),
    ],
    end: { kind: 'result', outcome, result_file: true, summary: SIMULATED },
  };
}

function artifactAction(artifact: Artifact, outcome: string, { request }: Stage): Action {
  const text = simulatedArtifact(artifact, outcome, request, SIMULATED);
  return { do: 'artifact', file: artifact.file, text };
}

/**
 * One document of each proposed family that belongs to the lineage and is worked on elsewhere. A
 * family of the stage's own plane, or the active item's own, would lead back to this stage without
 * end.
 */
function proposalsOf(stage: Stage): Action[] {
  const { node, work, families } = stage.request;
  return node.proposes.flatMap((id) => {
    const family = families[id];
    if (family === undefined || family.closure.role !== 'work') return [];
    if (family.plane === node.plane || family.family_id === work?.family) return [];
    return [{ do: 'propose', file: `${id}.md`, text: proposalText(family, stage) }];
  });
}

/** What its document leaves to planning is written, so that its owner can be shown it. */
function writtenOf({ request, out_dir, ports }: Stage): Action[] {
  const { node, work, families } = request;
  const filler = families[work?.family ?? '']?.closure.review?.filler;
  if (work === null || filler === undefined || !node.may_revise) return [];
  const bytes = ports.disk.read(`${dirname(out_dir)}/in/${work.file}`);
  const text = new TextDecoder().decode(bytes ?? undefined);
  if (!text.includes(filler)) return [];
  return [{ do: 'propose', file: `${work.id}.md`, text: text.replaceAll(filler, SIMULATED) }];
}

function proposalText(family: Family, stage: Stage): string {
  const { work } = stage.request;
  const scalars: Record<string, string> = {};
  for (const field of family.scalars) {
    if (field.required) scalars[field.key] = scalarValue(family, field, stage);
  }
  const lists: Record<string, string[]> = {};
  for (const field of family.lists) if (field.required) lists[field.key] = [SIMULATED];
  const { covers_key } = family.closure;
  if (covers_key !== undefined) lists[covers_key] = openIds(stage);
  const id = safeId(`${family.family_id}-${work?.id ?? stage.request.run_id}-simulated`);
  const title = `Simulated ${family.display_name.toLowerCase()} for ${work?.title ?? 'this run'}`;
  return renderDocument(
    { family_id: family.family_id, id, title, scalars, lists, body: '' },
    family,
  );
}

function openIds({ request }: Stage): string[] {
  return (request.lineage?.contract?.items ?? []).map(({ id }) => id);
}

function scalarValue(family: Family, field: ScalarField, { ports, request }: Stage): string {
  const { root_keys, idea_key } = family.closure;
  const { work } = request;
  if (field.key === idea_key) return work?.idea ?? work?.id ?? request.run_id;
  if (root_keys.includes(field.key)) return work?.root ?? work?.id ?? request.run_id;
  switch (field.type) {
    case 'time':
      return timeText(ports.clock.now());
    case 'id':
      return work?.id ?? request.run_id;
    case 'choice':
      return field.choices?.[0] ?? '';
    case 'bool':
      return 'true';
    case 'json':
      return '{}';
    case 'text':
      return SIMULATED;
    default:
      return exhausted(field.type);
  }
}
