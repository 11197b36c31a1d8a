import { join } from 'node:path';
import { MillraceError } from '../../runtime/errors/errors.ts';
import { type Disk, DiskFault, type Hash } from '../../runtime/ports/index.ts';
import {
  judgePackage,
  readSkillIndex,
  SKILL_FILE,
  type SkillIndex,
  skillIndexOf,
  skillIndexText,
} from '../../runtime/skills/index.ts';
import { readSkill } from './read-skill.ts';

export const SHELF_INDEX = 'index.json';
const SKILLS_MAX = 300;

interface Ports {
  readonly disk: Disk;
  readonly hash: Hash;
}

/** An index of all skills in a folder, written into it. Returns its digest, which others pin. */
export async function writeShelfIndex(ports: Ports, shelf: string): Promise<string> {
  const { disk, hash } = ports;
  const path = join(shelf, SHELF_INDEX);
  try {
    requireIndex(disk, path);
    const text = skillIndexText(await shelfIndex(ports, shelf));
    const scratch = `${path}.tmp`;
    disk.write(scratch, new TextEncoder().encode(text));
    disk.rename(scratch, path);
    return hash.sha256(text);
  } catch (thrown) {
    if (thrown instanceof DiskFault) throw refused(path, `the system says ${thrown.code}`);
    throw thrown;
  }
}

/** One of somebody else is left as it is. */
export function requireIndex(disk: Disk, path: string): void {
  const bytes = disk.stat(path) === null ? null : disk.read(path);
  if (bytes !== null && !('skills' in readSkillIndex(bytes))) {
    throw refused(path, 'what is there is no index of skills');
  }
}

async function shelfIndex({ disk, hash }: Ports, shelf: string): Promise<SkillIndex> {
  const found = [];
  for (const { name, kind } of disk.list(shelf) ?? []) {
    if (kind !== 'dir' || name.startsWith('.')) continue;
    if (disk.stat(join(shelf, name, SKILL_FILE)) === null) continue;
    const { skill, files } = await readSkill({ disk, hash }, join(shelf, name), null);
    const [problem] = judgePackage(files, skill).problems;
    if (problem !== undefined) throw refused(join(shelf, name), problem);
    const listed = files.map(({ path, text }) => {
      const size_bytes = new TextEncoder().encode(text).length;
      return { path, text, size_bytes, sha256: hash.sha256(text) };
    });
    found.push({ id: skill, files: listed });
    if (found.length > SKILLS_MAX) throw refused(shelf, `it holds more than ${SKILLS_MAX} skills`);
  }
  return skillIndexOf(found);
}

function refused(path: string, why: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `No index was written for ${path}: ${why}`,
    expected: 'a folder of skills, each in a folder of its id',
    next: 'Mend or move what is there, or name another output; then call again with replace true.',
  });
}
