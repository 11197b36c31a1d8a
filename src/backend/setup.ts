import { isAbsolute } from 'node:path';
import { MillraceError } from '../runtime/errors/errors.ts';
import { DiskFault, explainedElsewhere } from '../runtime/ports/index.ts';
import { type PlacedPage, placeSkills, removeSkills } from '../user/skills.ts';
import { host, machine } from './host.ts';
import { skillPages } from './package-pages.ts';

/** Folders below the home of the user in which clients look for skills. */
const CLIENTS: Readonly<Record<string, string>> = {
  claude: '.claude/skills',
  codex: '.agents/skills',
};

/** `place`: a client of the list, or an absolute folder. */
export function setUpSkills(place: string, remove: boolean): PlacedPage[] {
  const folder = folderOf(place);
  const act = remove ? removeSkills : placeSkills;
  try {
    return act(host.disk, folder, skillPages());
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    throw explainedElsewhere('The skills could not be put there', error, {
      expected: `a folder ${folder} that this user may write`,
      next: 'Make it writable, or name another folder with --skills, then call it again.',
    });
  }
}

function folderOf(place: string): string {
  const known = Object.hasOwn(CLIENTS, place) ? CLIENTS[place] : undefined;
  if (known !== undefined) return `${machine().home}/${known}`;
  if (isAbsolute(place)) return place;
  throw new MillraceError('input_invalid', {
    what: `There is no client ${place} whose folder of skills is known`,
    expected: `${Object.keys(CLIENTS).join(', ')}, or a folder`,
    next: 'Name one of them, or the folder itself, like ./skills.',
  });
}
