import type { SkillExport, SkillText, SkillView } from '../../api/index.ts';
import type { SkillVersion } from '../../kernel/index.ts';
import {
  BESIDE,
  EXPORT_FILE,
  exportFileText,
  judgePackage,
  VERSIONS_FOLDER,
} from '../../skills/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { onlyPlace } from './decide.ts';
import { noSkill, notASkill } from './refusals.ts';
import { versionText } from './texts.ts';
import { filesOf, type SkillPlace, skillPlaces } from './tree.ts';
import { type Asking, textAt } from './version.ts';

/**
 * All files of a skill as they lie there, with a list of their digests; with `history` also what became of
 * it here. Contract: changes nothing.
 */
export function exportSkill(asking: Asking, view: SkillView, history: boolean): SkillExport {
  const { ports, follower } = asking;
  const { disk, hash } = ports;
  const { id } = view;
  const place = onlyPlace(
    id,
    skillPlaces(disk, follower.layout).filter((one) => one.id === id),
  );
  if (place === null) throw noSkill(id);
  const files = filesOf(disk, follower.layout, place)
    .filter((path) => !path.endsWith(BESIDE))
    .map((path) => ({ path: below(place, path), text: textAt(asking, path)?.text ?? '' }));
  const { problems } = judgePackage(files, id);
  if (problems.length > 0) throw notASkill(id, problems);
  const digests = files.map(({ path, text }) => {
    return { path, size_bytes: new TextEncoder().encode(text).length, sha256: hash.sha256(text) };
  });
  const versions = history ? (follower.state.skills.get(id)?.versions ?? []) : [];
  const told = history ? { versions: versions.map(toldOf), evidence: view.uses.map(usesOf) } : {};
  const list = exportFileText({
    schema_version: '1.0',
    kind: 'skill_export',
    skill: id,
    files: digests,
    ...told,
  });
  const texts = versions.flatMap((one) => versionFiles(follower, place, id, one));
  return { skill: id, files: [...files, { path: EXPORT_FILE, text: list }, ...texts] };
}

function below({ folder }: SkillPlace, path: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}

function toldOf({ version, act, actor, agreed, source, at, files }: SkillVersion) {
  return { version, act, actor, agreed, source, at, files: files.map((file) => ({ ...file })) };
}

function usesOf({ version, is_current, sha256, stages, results, runs }: SkillView['uses'][number]) {
  return { version, is_current, sha256, stages, results: { ...results }, runs: [...runs] };
}

function versionFiles(
  follower: Follower,
  place: SkillPlace,
  id: string,
  version: SkillVersion,
): SkillText[] {
  return version.files.flatMap(({ path, after }) => {
    if (after === null) return [];
    const name = `${VERSIONS_FOLDER}/${version.version}/${below(place, path)}`;
    return [{ path: name, text: versionText(follower, id, version, after) }];
  });
}
