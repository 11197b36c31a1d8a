import { bareEnvironment, enginePorts, host, userTrust } from '../../backend/host.ts';
import { openRuntime, type Runtime } from '../../runtime/index.ts';
import { KeeperAttempts } from '../../runtime/keeper/attempts.ts';
import type { Site } from './site.ts';

/** An owner in this process that works in the environment of the site. */
export function openOwner(site: Site): Runtime {
  const { env, environment, root } = site;
  const ports = enginePorts(root);
  const argv = [...environment.millrace, 'keeper'];
  const keeper = { argv, bare: bareEnvironment(env), env, release: ports.identity.version };
  const attempts = (folder: string, id: () => string) =>
    new KeeperAttempts(host, folder, id, keeper);
  const { state_home } = site;
  const trust = userTrust(env);
  return openRuntime({ ...ports, env, attempts, state_home, trust }, { root, actor: 'prove' });
}
