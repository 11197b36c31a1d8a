import { dirname } from 'node:path';
import { MillraceError } from '../runtime/errors/errors.ts';
import { requireInitialized } from '../runtime/index.ts';
import { DiskFault, makeFolders } from '../runtime/ports/index.ts';
import { isInstalled, type ServicePlace, servicePlace, serviceText } from '../user/service.ts';
import { enginePorts, host, machine } from './host.ts';
import { ownCopy } from './start-loop.ts';

/** What would bring the loop of a workspace back after a reboot. */
export interface Service {
  readonly root: string;
  readonly place: ServicePlace;
  readonly installed: boolean;
}

export function serviceOf(root: string): Service {
  const layout = requireInitialized(host.disk, root);
  const { home, uid, platform, config_home } = machine();
  const manager = platform === 'darwin' ? 'launchd' : 'systemd';
  const place = servicePlace(host.hash, manager, layout.root, { home, uid, config_home });
  return { root: layout.root, place, installed: isInstalled(host.disk, place) };
}

/** Returns false when the file says that already. */
export function installService({ root, place }: Service): boolean {
  const { self, env } = enginePorts(root);
  const entry = ownCopy();
  const program = { node: self.node, entry, root, search_path: env.PATH ?? '/usr/bin:/bin' };
  const bytes = new TextEncoder().encode(serviceText(place.manager, place.name, program));
  return explained(() => {
    if (same(host.disk.read(place.path), bytes)) return false;
    makeFolders(host.disk, dirname(place.path));
    host.disk.write(place.path, bytes);
    return true;
  });
}

/** Returns false when there was none. */
export function uninstallService({ place, installed }: Service): boolean {
  return explained(() => {
    for (const path of [...place.links, place.path]) host.disk.unlink(path);
    return installed;
  });
}

function same(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    throw new MillraceError('disk_failed', {
      what: `The file of the service could not be changed (${error.code})`,
      expected: 'a folder for services that this user may write',
      next: 'Make the folder writable and call it again.',
    });
  }
}
