import { resolve } from 'node:path';
import { setUpSkills } from '../backend/setup.ts';
import { badUsage, readOptions } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { meantPath } from '../runtime/text/path.ts';
import { requireOutsideStage, runProcess } from './run.ts';
import { say } from './say.ts';

/** `millrace setup --skills claude|codex|PATH [--remove]`. */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.setup, words, () => {
    const { skills, remove = false } = readOptions(PROCESSES.setup, words);
    if (skills === undefined) throw badUsage(PROCESSES.setup, 'name the client with --skills');
    requireOutsideStage(PROCESSES.setup);
    const pages = setUpSkills(placeOf(skills), remove);
    const kept = pages.filter(({ state }) => state === 'kept').length;
    say(pages.map(({ path, state }) => `${state}: ${path}`).join('\n'));
    say(`next: ${kept === 0 ? nextOf(remove) : keptWords(kept)}`);
  });
}

function keptWords(count: number): string {
  return count === 1
    ? 'one file is not as this release brings it: look at it, move it away, and call it again'
    : `${count} files are not as this release brings them: look at them, move them away, and call it again`;
}

function nextOf(remove: boolean): string {
  return remove ? 'nothing; they are gone' : 'start the client anew, so that it finds them';
}

function placeOf(skills: string): string {
  const isPath = skills.includes('/') || skills === '.';
  return isPath ? resolve(process.cwd(), meantPath('--skills', skills)) : skills;
}
