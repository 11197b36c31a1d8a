import type { SkillHistory, VersionFile } from '../../kernel/index.ts';
import { BESIDE, type PackageFile } from '../../skills/index.ts';
import { filesOf, type SkillPlace } from './tree.ts';
import { type Asking, fileOf } from './version.ts';

interface Refreshing {
  readonly place: SkillPlace;
  /** As the index has them. */
  readonly files: readonly PackageFile[];
  readonly history: SkillHistory;
}

interface Refreshed {
  readonly all: readonly VersionFile[];
  /** Edited here since it was installed, and changed by the index as well. */
  readonly kept: readonly string[];
}

/**
 * What an index has now, beside what it had and what lies there: who changed a file alone decides it. Of
 * one that both changed the text of the index is put beside it.
 */
export function refreshed(asking: Asking, { place, files, history }: Refreshing): Refreshed {
  const { disk, hash } = asking.ports;
  const had = installedTexts(history.versions);
  const offered = new Map(files.map(({ path, text }) => [`${place.folder}/${path}`, text]));
  const lying = filesOf(disk, asking.follower.layout, place);
  const paths = [...new Set([...offered.keys(), ...lying.filter((path) => had.has(path))])].sort();
  const all: VersionFile[] = [];
  const kept: string[] = [];
  for (const path of paths) {
    const text = offered.get(path) ?? null;
    const file = fileOf(asking, path, text);
    const now = file.before?.sha256 ?? null;
    const base = had.get(path) ?? null;
    const wanted = text === null ? null : hash.sha256(text);
    if (now === base || now === wanted) {
      all.push(file, ...changed(fileOf(asking, `${path}${BESIDE}`, null)));
    } else if (base !== wanted) {
      kept.push(path);
      all.push(...changed(fileOf(asking, `${path}${BESIDE}`, text)));
    }
  }
  return { all, kept };
}

function changed(file: VersionFile): VersionFile[] {
  return file.before === null && file.after === null ? [] : [file];
}

/** Path -> digest of what was installed last: of a file that was kept that is the text beside it. */
export function installedTexts(
  versions: SkillHistory['versions'],
): ReadonlyMap<string, string | null> {
  const texts = new Map<string, string | null>();
  for (const { act, files } of versions) {
    if (act !== 'install') continue;
    for (const { path, after } of files) if (!path.endsWith(BESIDE)) texts.set(path, after);
    for (const { path, after } of files) {
      const isBeside = path.endsWith(BESIDE) && after !== null;
      if (isBeside) texts.set(path.slice(0, -BESIDE.length), after);
    }
  }
  return texts;
}
