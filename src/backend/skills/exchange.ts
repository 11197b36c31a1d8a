import { dirname } from 'node:path';
import { readSkills } from '../../compiler/index.ts';
import type { SavedPlace, SavedSkill } from '../../product/backend.ts';
import { MillraceError } from '../../runtime/errors/errors.ts';
import type { Disk, Hash } from '../../runtime/ports/index.ts';
import { type IndexPorts, IndexSource } from './index-source.ts';
import { outputPlace, saveSkill } from './save-skill.ts';
import { writeShelfIndex } from './shelf.ts';

/** The index that the config of a workspace names. */
export function openSkillIndex(ports: IndexPorts, root: string): IndexSource {
  const named = readSkills({ disk: ports.disk, root });
  if (named === null) throw unreadable();
  return new IndexSource(ports, root, named);
}

interface Ports {
  readonly disk: Disk;
  readonly hash: Hash;
}

/** Writes a skill that leaves a workspace, and the index of the shelf that it goes to. */
export async function exportTo(
  ports: Ports,
  { root, anywhere, ...saved }: SavedSkill & { root: string; anywhere: boolean },
): Promise<SavedPlace> {
  const output = outputPlace(ports.disk, root, saved.output, anywhere);
  const path = await saveSkill(ports.disk, { ...saved, output });
  const index_sha256 = saved.shelf ? await writeShelfIndex(ports, dirname(path)) : null;
  return { path, index_sha256 };
}

function unreadable(): MillraceError {
  return new MillraceError('config_invalid', {
    what: 'millrace.toml cannot be read, so which index of skills counts is not known',
    expected: 'a config without errors',
    next: 'Call compile_validate, fix every error it names, then call again.',
  });
}
