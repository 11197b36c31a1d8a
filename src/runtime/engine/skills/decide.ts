/**
 * What a command about a skill comes to: which files of it read how afterwards. Asking beforehand and
 * doing it are the same code. Contract: changes nothing.
 */

import type { SkillCommand } from '../../api/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import type { SkillHistory, WaitingCandidate } from '../../kernel/index.ts';
import { isSkillId, judgePackage, judgeSkill, type PackageFile } from '../../skills/index.ts';
import { refreshed } from './refresh.ts';
import * as refuse from './refusals.ts';
import { candidateText, versionText } from './texts.ts';
import {
  bytesAt,
  filesOf,
  isTaken,
  newPlace,
  placesOf,
  type SkillPlace,
  skillPlaces,
} from './tree.ts';
import { type Asking, fileOf, made, type SkillDecision, version } from './version.ts';

const NOTHING: SkillHistory = { candidate: null, pending: null, versions: [] };

export function decideSkill(asking: Asking, command: SkillCommand): SkillDecision {
  const history = asking.follower.state.skills.get(command.skill) ?? NOTHING;
  if (!isSkillId(command.skill)) throw refuse.unsafeId(command.skill);
  if (command.name === 'drop_skill') return drop(command, history);
  const { pending } = history;
  if (pending !== null) throw refuse.stillPending(command.skill, pending.version);
  switch (command.name) {
    case 'promote_skill':
      return promote(asking, command, history);
    case 'revert_skill':
      return revert(asking, command, history);
    case 'install_skill':
      return install(asking, command, history);
    case 'refresh_skill':
      return refresh(asking, command, history);
    default:
      return exhausted(command);
  }
}

type Of<Name extends SkillCommand['name']> = Extract<SkillCommand, { name: Name }>;

function promote(asking: Asking, { skill }: Of<'promote_skill'>, history: SkillHistory) {
  const { candidate } = history;
  if (candidate === null) throw refuse.noCandidate(skill);
  const place = placeOfCandidate(asking, skill, candidate);
  const text = candidateText(asking.follower, skill, candidate);
  const { problems } = judgeSkill(text, skill);
  if (problems.length > 0) throw refuse.notASkill(skill, problems);
  const files = [fileOf(asking, place.path, text)];
  const isPlayed = candidate.simulated ? ', which a script played' : '';
  return version(skill, history, files, {
    act: 'promote',
    source: candidate.run,
    detail: `${skill} takes the text that ${candidate.run} proposed${isPlayed}`,
    needs_person: true,
  });
}

/** Where the text goes. It has to be as it was when the stage read it. */
function placeOfCandidate(
  { ports, follower }: Asking,
  skill: string,
  { path, base }: WaitingCandidate,
): SkillPlace {
  const { disk, hash } = ports;
  const place = onlyPlace(skill, placesOf(skillPlaces(disk, follower.layout), skill));
  if (path !== null && place?.path !== path) throw refuse.vanished(skill, path);
  if (place === null) {
    const made = newPlace(skill);
    if (isTaken(disk, follower.layout, made)) throw refuse.alreadyThere(skill);
    return made;
  }
  const bytes = bytesAt(disk, follower.layout, place.path);
  if (base !== null && (bytes === null || hash.sha256(bytes) !== base)) {
    throw refuse.editedMeanwhile(skill, place.path);
  }
  return place;
}

export function onlyPlace(skill: string, found: readonly SkillPlace[]): SkillPlace | null {
  const [only] = found;
  if (found.length > 1)
    throw refuse.ambiguous(
      skill,
      found.map(({ path }) => path),
    );
  return only ?? null;
}

function install(asking: Asking, command: Of<'install_skill'>, history: SkillHistory) {
  const { skill, files, source, replace, from_index } = command;
  requirePackage(skill, files);
  const { disk } = asking.ports;
  const { layout } = asking.follower;
  const there = onlyPlace(skill, placesOf(skillPlaces(disk, layout), skill));
  const place = there ?? newPlace(skill);
  if (there === null ? isTaken(disk, layout, place) : !replace) throw refuse.alreadyThere(skill);
  const wanted = new Map(files.map(({ path, text }) => [`${place.folder}/${path}`, text]));
  const gone = filesOf(disk, layout, place).filter((path) => !wanted.has(path));
  const all = [
    ...[...wanted].map(([path, text]) => fileOf(asking, path, text)),
    ...gone.map((path) => fileOf(asking, path, null)),
  ];
  return version(skill, history, all, {
    act: 'install',
    source,
    detail: `${skill} is ${there === null ? 'new' : 'replaced'}, ${files.length} files from ${source}`,
    needs_person: there !== null || from_index,
  });
}

function refresh(asking: Asking, command: Of<'refresh_skill'>, history: SkillHistory) {
  const { skill, files, source } = command;
  requirePackage(skill, files);
  const { disk } = asking.ports;
  const { layout } = asking.follower;
  const place = onlyPlace(skill, placesOf(skillPlaces(disk, layout), skill));
  if (place === null) throw refuse.notInstalled(skill);
  const { all, kept } = refreshed(asking, { place, files, history });
  const edits = kept.length === 0 ? '' : `; ${kept.join(', ')}, which you edited, stays as it is`;
  return version(skill, history, all, {
    act: 'install',
    source,
    detail: `${skill} is as in ${source}${edits}`,
    needs_person: true,
    kept,
  });
}

function requirePackage(skill: string, files: readonly PackageFile[]): void {
  const { problems } = judgePackage(files, skill);
  if (problems.length > 0) throw refuse.notASkill(skill, problems);
}

/** What each file was before the first version that is undone. */
function revert(asking: Asking, { skill, to }: Of<'revert_skill'>, history: SkillHistory) {
  const newest = history.versions.at(-1)?.version ?? 0;
  const target = to ?? newest - 1;
  const undone = history.versions.filter(({ version }) => version > target);
  const first = undone[0]?.version;
  if (first === undefined || first !== target + 1) throw refuse.nothingToRevert(skill);
  const before = new Map<string, string | null>();
  for (const one of undone.toReversed()) {
    for (const { path, before: sha256 } of one.files) {
      const text = sha256 === null ? null : versionText(asking.follower, skill, one, sha256);
      before.set(path, text);
    }
  }
  const files = [...before].map(([path, text]) => fileOf(asking, path, text));
  const what = target === 0 ? 'what was there before version 1' : `version ${target}`;
  return version(skill, history, files, {
    act: 'revert',
    source: what,
    detail: `${skill} goes back to ${what}`,
    needs_person: true,
  });
}

function drop(
  { skill, reason }: Of<'drop_skill'>,
  { candidate, pending }: SkillHistory,
): SkillDecision {
  if (candidate === null && pending === null) throw refuse.noCandidate(skill);
  const what = candidate === null ? 'version' : 'candidate';
  const detail = `the ${what} that waits for ${skill} is dropped`;
  return {
    skill,
    preview: { detail, files: [], kept: [], needs_person: false },
    make: ({ actor }) => made(skill, 'drop', { event: 'dropped', what, reason, actor }),
  };
}
