import { dirname } from 'node:path';
import { requireInitialized } from '../runtime/index.ts';
import { DiskFault, explainedElsewhere, makeFolders } from '../runtime/ports/index.ts';
import { isInstalled, type ServiceFile, serviceFile, serviceText } from '../user/service.ts';
import { enginePorts, host, machine } from './host.ts';
import { ownCopy } from './start-loop.ts';

/** What would bring the loop of a workspace back after a reboot. */
export interface Service {
  readonly root: string;
  readonly file: ServiceFile;
  readonly installed: boolean;
}

export function serviceOf(root: string): Service {
  const layout = requireInitialized(host.disk, root);
  const { home, uid, platform, config_home } = machine();
  const manager = platform === 'darwin' ? 'launchd' : 'systemd';
  const file = serviceFile(host.hash, manager, layout.root, { home, uid, config_home });
  return { root: layout.root, file, installed: isInstalled(host.disk, file) };
}

/** Returns false when the file says that already. */
export function installService({ root, file }: Service): boolean {
  const { self, env } = enginePorts(root);
  const entry = ownCopy();
  const program = { node: self.node, entry, root, search_path: env.PATH ?? '/usr/bin:/bin' };
  const bytes = new TextEncoder().encode(serviceText(file.manager, file.name, program));
  return changing(() => {
    if (same(host.disk.read(file.path), bytes)) return false;
    makeFolders(host.disk, dirname(file.path));
    host.disk.write(file.path, bytes);
    return true;
  });
}

/** Returns false when there was none. */
export function uninstallService({ file, installed }: Service): boolean {
  return changing(() => {
    for (const path of [...file.links, file.path]) host.disk.unlink(path);
    return installed;
  });
}

function same(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function changing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    throw explainedElsewhere('The file of the service could not be changed', error, {
      expected: 'a folder for services that this user may write',
      next: 'Make the folder writable and call it again.',
    });
  }
}
