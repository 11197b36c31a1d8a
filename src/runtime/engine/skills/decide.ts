/**
 * What a command about a skill comes to: which files of it read how afterwards. Asking beforehand and
 * doing it are the same code. Contract: changes nothing.
 */

import type { SkillCommand, SkillPreview } from '../../api/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type Cause,
  type Change,
  type DecidedVersion,
  recorded,
  type SkillEvent,
  type SkillHistory,
  skillChange,
  type VersionFile,
  type WaitingCandidate,
} from '../../kernel/index.ts';
import { isSkillId, judgePackage, judgeSkill } from '../../skills/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
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

type Ports = Pick<EnginePorts, 'disk' | 'hash'>;

export interface Asking {
  readonly ports: Ports;
  readonly follower: Follower;
}

/** A decision before anybody agreed to it. */
export interface SkillDecision {
  readonly skill: string;
  readonly preview: SkillPreview;
  /** The change, once it is known who says so. */
  make(by: Pick<DecidedVersion, 'actor' | 'agreed'>): { changes: readonly Change[]; cause: Cause };
}

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

function onlyPlace(skill: string, found: readonly SkillPlace[]): SkillPlace | null {
  const [only] = found;
  if (found.length > 1)
    throw refuse.ambiguous(
      skill,
      found.map(({ path }) => path),
    );
  return only ?? null;
}

function install({ ports, follower }: Asking, command: Of<'install_skill'>, history: SkillHistory) {
  const { skill, files, source, replace } = command;
  const { problems } = judgePackage(files, skill);
  if (problems.length > 0) throw refuse.notASkill(skill, problems);
  const { disk } = ports;
  const { layout } = follower;
  const there = onlyPlace(skill, placesOf(skillPlaces(disk, layout), skill));
  const place = there ?? newPlace(skill);
  if (there === null ? isTaken(disk, layout, place) : !replace) throw refuse.alreadyThere(skill);
  const wanted = new Map(files.map(({ path, text }) => [`${place.folder}/${path}`, text]));
  const gone = filesOf(disk, layout, place).filter((path) => !wanted.has(path));
  const asking = { ports, follower };
  return version(
    skill,
    history,
    [
      ...[...wanted].map(([path, text]) => fileOf(asking, path, text)),
      ...gone.map((path) => fileOf(asking, path, null)),
    ],
    {
      act: 'install',
      source,
      detail: `${skill} is ${there === null ? 'new' : 'replaced'}, ${files.length} files from ${source}`,
      needs_person: there !== null,
    },
  );
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
    preview: { detail, files: [], needs_person: false },
    make: ({ actor }) => made(skill, 'drop', { event: 'dropped', what, reason, actor }),
  };
}

interface Meant extends Pick<DecidedVersion, 'act' | 'source'> {
  readonly detail: string;
  readonly needs_person: boolean;
}

function version(
  skill: string,
  { versions }: SkillHistory,
  all: readonly VersionFile[],
  { act, source, detail, needs_person }: Meant,
): SkillDecision {
  const files = all.filter(({ before, after }) => before?.sha256 !== after?.sha256);
  if (files.length === 0) throw refuse.noChange(skill);
  const number = (versions.at(-1)?.version ?? 0) + 1;
  const texts = files.map(({ path, before, after }) => ({
    path,
    before: before?.text ?? null,
    after: after?.text ?? null,
  }));
  return {
    skill,
    preview: { detail, files: texts, needs_person },
    make: (by) => {
      const decided: DecidedVersion = { version: number, act, source, files, ...by };
      return made(skill, act, { event: 'decided', version: decided });
    },
  };
}

function made(skill: string, rule: string, event: SkillEvent) {
  const cause: Cause = { input: 'operator', rule: `skill:${rule}` };
  return { changes: [skillChange(skill, event)], cause };
}

/** A file as it lies there now, and as it shall be. */
function fileOf({ ports, follower }: Asking, path: string, text: string | null): VersionFile {
  const { disk, hash } = ports;
  const bytes = bytesAt(disk, follower.layout, path);
  return {
    path,
    before: bytes === null ? null : recorded(hash, new TextDecoder().decode(bytes)),
    after: text === null ? null : recorded(hash, text),
  };
}
