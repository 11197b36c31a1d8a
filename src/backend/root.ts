import { resolve } from 'node:path';
import { unknownVariables } from '../runtime/ports/variables.ts';
import { meantPath, pathProblem } from '../runtime/text/path.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The workspace of a call that names none: of the command line, the environment, else this folder. A
 * path that nobody can have meant is left as it is: whoever uses it says what is wrong.
 */
export function workspaceRoot(flag: string | undefined, env: Environment, cwd: string): string {
  const named =
    [flag, env.MILLRACE_WORKSPACE, env.CLAUDE_PROJECT_DIR].find(
      (path) => path !== undefined && path !== '',
    ) ?? '.';
  return pathProblem(named) === null ? resolve(cwd, named) : named;
}

/** The same for a process that does nothing but work on it. */
export function ownRoot(flag: string | undefined, env: Environment, cwd: string): string {
  return meantPath('The workspace', workspaceRoot(flag, env, cwd));
}

/** What is wrong with the environment of a process, for whoever started it. */
export function tellOfEnvironment(env: Environment, log: (text: string) => void): void {
  const unknown = unknownVariables(env);
  if (unknown !== null) log(`note: ${unknown}.`);
}
