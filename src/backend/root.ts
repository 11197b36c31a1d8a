import { resolve } from 'node:path';

/**
 * The workspace that is meant when a call names none: said on the command line, by environment,
 * else here.
 */
export function workspaceRoot(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  const named = [flag, env.MILLRACE_WORKSPACE, env.CLAUDE_PROJECT_DIR].find(
    (path) => path !== undefined && path !== '',
  );
  return resolve(cwd, named ?? '.');
}
