import { HARNESSES, NETWORK_VARIABLES } from '../../runners/index.ts';

const FOLDERS = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME', 'MILLRACE_WORKSPACE'];

/**
 * What a server wants of the variables of its user: logins of the harnesses, the way to the network,
 * and where this user keeps things. A client that hands on few has to be told their names.
 */
export function serverVariables(): string[] {
  const logins = HARNESSES.flatMap(({ login_env }) => login_env);
  return [...new Set([...logins, ...FOLDERS, ...NETWORK_VARIABLES])];
}
