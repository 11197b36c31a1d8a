import { resolve } from 'node:path';
import { setUpSkills } from '../backend/setup.ts';
import { badUsage, readOptionalAction } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { meantPath } from '../runtime/text/path.ts';
import { requireOutsideStage, rootOf, runProcess } from './run.ts';
import { say } from './say.ts';
import { pluginWords, setUpClients } from './setup-clients.ts';
import { setLevel } from './setup-level.ts';

/** `millrace setup`: config of clients, or pages of skills, or the level of a workspace; one at a time. */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.setup, words, async () => {
    const { action: client, values } = readOptionalAction(PROCESSES.setup, words);
    const { skills, permission, scope = 'user', remove = false, yes = false } = values;
    const wishes = { client, remove, yes, dry: values['dry-run'] ?? false };
    if (scope !== 'user' && scope !== 'project') throw misused('--scope is user or project');
    requireOutsideStage(PROCESSES.setup);
    const root = rootOf(values);
    if (skills === undefined && permission === undefined) {
      return setUpClients({ ...wishes, scope, project: root });
    }
    const alone =
      client !== null || values.scope !== undefined || (skills ?? permission) === undefined;
    if (alone || (skills !== undefined && permission !== undefined)) {
      throw misused('a client, --skills and --permission each stand alone');
    }
    if (skills !== undefined && wishes.dry) throw misused('--dry-run goes with no --skills');
    if (skills !== undefined) return putSkills(skills, remove, root);
    if (remove) throw misused('--remove goes with a client or with --skills');
    if (permission !== undefined) await setLevel(root, permission, wishes);
  });
}

function misused(problem: string) {
  return badUsage(PROCESSES.setup, problem);
}

function putSkills(skills: string, remove: boolean, root: string): void {
  const plugin = remove ? null : pluginWords(skills, root);
  if (plugin !== null) return say(plugin);
  const pages = setUpSkills(placeOf(skills), remove);
  const kept = pages.filter(({ state }) => state === 'kept').length;
  say(pages.map(({ path, state }) => `${state}: ${path}`).join('\n'));
  say(`next: ${kept === 0 ? nextOf(remove) : keptWords(kept)}`);
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
