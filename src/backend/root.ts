import { dirname, resolve } from 'node:path';
import { MillraceError } from '../runtime/errors/errors.ts';
import { workspaceAbove } from '../runtime/host/workspace-above.ts';
import { unknownVariables } from '../runtime/ports/variables.ts';
import { meantPath, pathProblem } from '../runtime/text/path.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The workspace of a process that was told none: the one that its folder lies in, else that folder. */
export interface FoundRoot {
  /** Empty = none can have been meant. */
  readonly root: string;
  /** The folder of the process, where `init` would make a workspace. */
  readonly here: string;
}

/** An explicit workspace is taken as given; otherwise it is looked for upward, and `log` says where it is. */
export function findRoot(
  flag: string | undefined,
  env: Environment,
  cwd: string,
  log: (text: string) => void,
): FoundRoot {
  const here = workspaceRoot(flag, env, cwd);
  if (here === cwd && isPlugin(env, cwd)) return { root: '', here: '' };
  if (here !== cwd || workspaceAbove(cwd) === cwd) return { root: here, here };
  const above = workspaceAbove(cwd);
  if (above === null) return { root: here, here };
  log(`note: the workspace is ${above}; ${cwd} lies in it.`);
  return { root: above, here };
}

/** A client that starts the server of a plugin in its own copy of it says nothing of the project. */
function isPlugin({ PLUGIN_ROOT }: Environment, cwd: string): boolean {
  return PLUGIN_ROOT !== undefined && resolve(PLUGIN_ROOT) === cwd;
}

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

/** The workspace of a process that does nothing where there is none. */
export function workspaceOf(
  flag: string | undefined,
  env: Environment,
  cwd: string,
): string | null {
  return workspaceAbove(ownRoot(flag, env, cwd));
}

/** What is wrong with the environment of a process, for whoever started it. */
export function tellOfEnvironment(env: Environment, log: (text: string) => void): void {
  const unknown = unknownVariables(env);
  if (unknown !== null) log(`note: ${unknown}.`);
}

/** One workspace in another is rarely meant: its stages would edit what the other one works on. */
export function requireOutside(root: string, otherwise: string): void {
  const above = workspaceAbove(dirname(root));
  if (above === null || workspaceAbove(root) === root) return;
  throw new MillraceError('workspace_not_writable', {
    what: `${root} lies in the workspace ${above}; nothing was made`,
    expected: 'a folder that lies in no workspace',
    next: `use ${above} by leaving the workspace out, or ${otherwise}`,
  });
}
