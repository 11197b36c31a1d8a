import { dirname } from 'node:path';
import type { Disk } from '../../ports/index.ts';
import {
  isSkillId,
  PACKAGE_FILES_MAX,
  SKILL_FILE,
  SKILL_SIZE_BYTES_MAX,
  skillFolderName,
} from '../../skills/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';

const SKILLS_MAX = 500;
const DEPTH_MAX = 6;
/** Files of one skill that are read. A larger folder is told by its first ones. */
const FILES_READ_MAX = PACKAGE_FILES_MAX * 2;

/** A skill that lies in the workspace. Paths are below `millrace-agents/`. */
export interface SkillPlace {
  readonly id: string;
  readonly path: string;
  readonly folder: string;
}

/** Every skill of the workspace, by path. What hides, and what is no folder, is none. */
export function skillPlaces(disk: Disk, layout: Layout): SkillPlace[] {
  const found: SkillPlace[] = [];
  const look = (folder: string, depth: number): void => {
    if (depth > DEPTH_MAX) return;
    for (const { name, kind } of disk.list(layout.at(folder)) ?? []) {
      if (name.startsWith('.') || found.length >= SKILLS_MAX) continue;
      const path = `${folder}/${name}`;
      if (kind === 'dir') look(path, depth + 1);
      if (kind !== 'file' || name !== SKILL_FILE) continue;
      found.push({ id: skillFolderName(path) ?? '', path, folder });
    }
  };
  look(PLACES.skills, 0);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function placesOf(places: readonly SkillPlace[], id: string): SkillPlace[] {
  return places.filter((one) => one.id === id);
}

/** Where a skill would lie that is not there. */
export function newPlace(id: string): SkillPlace {
  const folder = `${PLACES.skills}/${id}`;
  return { id, path: `${folder}/${SKILL_FILE}`, folder };
}

/** Whether the name of a folder can be the id of a skill. */
export function isNamed({ id }: SkillPlace): boolean {
  return isSkillId(id);
}

/** Bytes of a regular file; null = there is none. Of one that is far too large only that it is. */
export function bytesAt(disk: Disk, layout: Layout, path: string): Uint8Array | null {
  const stat = disk.stat(layout.at(path));
  if (stat?.kind !== 'file') return null;
  if (stat.size_bytes > SKILL_SIZE_BYTES_MAX * 20) return new Uint8Array(SKILL_SIZE_BYTES_MAX + 1);
  return disk.read(layout.at(path));
}

/** Paths of all files of a skill, in order. */
export function filesOf(disk: Disk, layout: Layout, { folder }: SkillPlace): string[] {
  return filesBelow(disk, layout, folder, FILES_READ_MAX);
}

/** Paths of the first files below a folder, in order. What hides is none. */
export function filesBelow(
  disk: Disk,
  layout: Layout,
  folder: string,
  files_max: number,
): string[] {
  const found: string[] = [];
  const look = (path: string, depth: number): void => {
    for (const { name, kind } of disk.list(layout.at(path)) ?? []) {
      if (name.startsWith('.') || found.length >= files_max) continue;
      if (kind === 'dir' && depth < DEPTH_MAX) look(`${path}/${name}`, depth + 1);
      if (kind === 'file') found.push(`${path}/${name}`);
    }
  };
  look(folder, 0);
  return found.sort();
}

/** What stands in the way of a new folder of a skill: something else of that name. */
export function isTaken(disk: Disk, layout: Layout, { folder }: SkillPlace): boolean {
  return disk.stat(layout.at(folder)) !== null || disk.stat(layout.at(dirname(folder))) === null;
}
