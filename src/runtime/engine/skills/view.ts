/** What is known of the skills of a workspace: where they lie, who works by them, what became of them. */

import type {
  SkillCandidateView,
  SkillOrigin,
  SkillRow,
  SkillsView,
  SkillUseView,
  SkillVersionView,
  SkillView,
} from '../../api/index.ts';
import { isMillraceError } from '../../errors/errors.ts';
import { isSimulated, type SkillHistory, type SkillVersion } from '../../kernel/index.ts';
import { nodesOf, type Plan } from '../../plan/index.ts';
import { judgeSkill, SKILL_SIZE_BYTES_MAX } from '../../skills/index.ts';
import { manifestOrNull } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { decideSkill } from './decide.ts';
import { ambiguous, noSkill } from './refusals.ts';
import { candidateText } from './texts.ts';
import { bytesAt, filesOf, newPlace, placesOf, type SkillPlace, skillPlaces } from './tree.ts';

const TEXT_TOO_LONG = '';

export interface Looking {
  readonly ports: EnginePorts;
  readonly follower: Follower;
  /** The adopted one, or what the sources compile to; null = they do not. */
  readonly plan: Plan | null;
}

export function skillsView(looking: Looking): SkillsView {
  const { ports, follower } = looking;
  const places = skillPlaces(ports.disk, follower.layout);
  const there = new Set(places.map(({ id }) => id));
  // A text may wait for a skill that is not there yet.
  const coming = [...follower.state.skills].flatMap(([id, { candidate, pending }]) =>
    there.has(id) || (candidate === null && pending === null) ? [] : [newPlace(id)],
  );
  const shipped = shippedDigests(looking);
  const skills = [...places, ...coming].map((place) => rowOf(looking, shipped, place, places));
  return { simulated: simulatedIn(looking), skills };
}

export function skillView(looking: Looking, id: string): SkillView {
  const { ports, follower } = looking;
  const places = skillPlaces(ports.disk, follower.layout);
  const found = placesOf(places, id);
  const history = follower.state.skills.get(id);
  if (found.length > 1)
    throw ambiguous(
      id,
      found.map(({ path }) => path),
    );
  if (found.length === 0 && history === undefined) throw noSkill(id);
  const place = found[0] ?? newPlace(id);
  const row = rowOf(looking, shippedDigests(looking), place, places);
  return {
    ...row,
    simulated: simulatedIn(looking),
    text: textAt(looking, place.path),
    files: filesOf(ports.disk, follower.layout, place).filter((path) => path !== place.path),
    candidate: history === undefined ? null : candidateView(looking, id, history),
    versions: history === undefined ? [] : versionViews(history),
    uses: usesOf(looking, place, history),
  };
}

function simulatedIn({ follower }: Looking): boolean {
  const { index, state } = follower;
  return index === null ? false : isSimulated(state, index);
}

function shippedDigests({ ports, follower }: Looking): ReadonlyMap<string, string> {
  const entries = manifestOrNull(ports.disk, follower.layout)?.entries ?? [];
  return new Map(entries.map((one) => [one.relative_path, one.original_sha256]));
}

function rowOf(
  { ports, follower, plan }: Looking,
  shipped: ReadonlyMap<string, string>,
  place: SkillPlace,
  places: readonly SkillPlace[],
): SkillRow {
  const { id, path } = place;
  const bytes = bytesAt(ports.disk, follower.layout, path);
  const judged = bytes === null ? null : judgeSkill(new TextDecoder().decode(bytes), id);
  const { candidate = null, pending = null, versions = [] } = follower.state.skills.get(id) ?? {};
  const same = placesOf(places, id).length > 1 ? [`another folder is called ${id}`] : [];
  return {
    id,
    path,
    description: judged?.description ?? '',
    origin: originOf(ports, shipped.get(path), bytes),
    stages: stagesBy(plan, path),
    version: versions.at(-1)?.version ?? null,
    has_candidate: candidate !== null,
    is_pending: pending !== null,
    problems: [...(judged?.problems ?? ['it is not there yet']), ...same],
  };
}

function originOf(
  { hash }: EnginePorts,
  shipped: string | undefined,
  bytes: Uint8Array | null,
): SkillOrigin {
  if (shipped === undefined) return 'own';
  return bytes !== null && hash.sha256(bytes) === shipped ? 'shipped' : 'edited';
}

function stagesBy(plan: Plan | null, path: string): string[] {
  const nodes = plan === null ? [] : nodesOf(plan.graphs_by_plane);
  return nodes.flatMap(({ node_id, required_skill_paths, attached_skill_additions }) =>
    [...required_skill_paths, ...attached_skill_additions].includes(path) ? node_id : [],
  );
}

function textAt({ ports, follower }: Looking, path: string): string {
  const bytes = bytesAt(ports.disk, follower.layout, path);
  const isShown = bytes !== null && bytes.length <= SKILL_SIZE_BYTES_MAX;
  return isShown ? new TextDecoder().decode(bytes) : TEXT_TOO_LONG;
}

function candidateView(
  { ports, follower }: Looking,
  skill: string,
  { candidate }: SkillHistory,
): SkillCandidateView | null {
  if (candidate === null) return null;
  const { run, item, at, simulated } = candidate;
  const text = candidateText(follower, skill, candidate);
  const problem = problemOf(() =>
    decideSkill({ ports, follower }, { name: 'promote_skill', skill, is_person: true }),
  );
  return { run, item, at, simulated, text, problem };
}

function problemOf(decide: () => unknown): string | null {
  try {
    decide();
    return null;
  } catch (thrown) {
    if (isMillraceError(thrown)) return thrown.facts.what;
    throw thrown;
  }
}

function versionViews({ pending, versions }: SkillHistory): SkillVersionView[] {
  const view = ({ version, act, actor, agreed, source, at }: SkillVersion, is_written: boolean) => {
    return { version, act, actor, agreed, source, at, is_written };
  };
  const waiting = pending === null ? [] : [view(pending, false)];
  return [...waiting, ...versions.toReversed().map((one) => view(one, true))];
}

function usesOf(
  { ports, follower }: Looking,
  { path }: SkillPlace,
  history: SkillHistory | undefined,
): SkillUseView[] {
  const bytes = bytesAt(ports.disk, follower.layout, path);
  const current = bytes === null ? null : ports.hash.sha256(bytes);
  const written = history?.versions ?? [];
  const versionOf = (sha256: string) =>
    written.findLast(({ files }) =>
      files.some((file) => file.path === path && file.after === sha256),
    )?.version ?? null;
  return [...follower.state.skill_uses.values()]
    .filter((use) => use.path === path)
    .reverse()
    .map(({ sha256, stages, results, runs }) => ({
      version: versionOf(sha256),
      is_current: sha256 === current,
      sha256,
      stages,
      results,
      runs,
    }));
}
