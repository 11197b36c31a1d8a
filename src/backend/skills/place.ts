import { dirname, join, resolve } from 'node:path';
import { MillraceError } from '../../runtime/errors/errors.ts';
import type { Downloads } from '../../runtime/ports/http.ts';
import { type Disk, DiskFault } from '../../runtime/ports/index.ts';
import { INDEX_SIZE_BYTES_MAX } from '../../runtime/skills/index.ts';

const FETCH_TIMEOUT_MS = 20_000;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface PlacePorts {
  readonly disk: Pick<Disk, 'realpath' | 'stat' | 'read'>;
  readonly downloads: Downloads;
}

/** Where an index and the files beside it lie. Rejects with `download_failed`. */
export interface Place {
  readonly name: string;
  /** Nobody is asked for it over a network. */
  readonly is_local: boolean;
  index(signal: AbortSignal): Promise<Uint8Array>;
  /** At most `size_bytes_max`. `path`: below the folder of the index. */
  file(path: string, size_bytes_max: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** `named`: as `[skills]` has it, a path below the workspace or an address. */
export function placeOf(ports: PlacePorts, root: string, named: string): Place {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(named)) return folderPlace(ports.disk, resolve(root, named));
  const url = URL.canParse(named) ? new URL(named) : null;
  if (url === null || !mayAsk(url)) throw noAddress();
  return webPlace(ports.downloads, url);
}

/** Over HTTPS, or on this machine; never with a name and a password in the address. */
function mayAsk({ protocol, hostname, username, password }: URL): boolean {
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
  return isSafe && username === '' && password === '';
}

function webPlace(downloads: Downloads, base: URL): Place {
  const get = async (url: URL, size_bytes_max: number, signal: AbortSignal) => {
    const request = { url: url.href, size_bytes_max, timeout_ms: FETCH_TIMEOUT_MS, mayAsk };
    const { bytes, error } = await downloads.get(request, signal);
    if (bytes === null) throw failed(url.href, error);
    return bytes;
  };
  return {
    name: base.href,
    is_local: false,
    index: (signal) => get(base, INDEX_SIZE_BYTES_MAX, signal),
    file: (path, size_bytes_max, signal) => get(new URL(path, base), size_bytes_max, signal),
  };
}

function folderPlace(disk: PlacePorts['disk'], index: string): Place {
  const read = (path: string, size_bytes_max: number): Uint8Array => {
    try {
      return readBeside(disk, index, path, size_bytes_max);
    } catch (thrown) {
      if (thrown instanceof DiskFault) throw failed(path, `the system says ${thrown.code}`);
      throw thrown;
    }
  };
  return {
    name: index,
    is_local: true,
    index: async () => read(index, INDEX_SIZE_BYTES_MAX),
    file: async (path, size_bytes_max) => read(join(dirname(index), path), size_bytes_max),
  };
}

/** A regular file in the folder of the index, also when links are followed. */
function readBeside(
  disk: PlacePorts['disk'],
  index: string,
  path: string,
  size_bytes_max: number,
): Uint8Array {
  const [real, folder] = [disk.realpath(path), disk.realpath(dirname(index))];
  if (real === null || folder === null) throw failed(path, 'it is not there');
  if (!real.startsWith(`${folder}/`))
    throw failed(path, 'a link leads out of the folder of the index');
  const stat = disk.stat(real);
  if (stat?.kind !== 'file') throw failed(path, 'it is no regular file');
  if (stat.size_bytes > size_bytes_max) {
    throw failed(path, `it has more than ${size_bytes_max} bytes`);
  }
  return disk.read(real) ?? new Uint8Array();
}

function failed(from: string, why: string): MillraceError {
  return new MillraceError('download_failed', {
    what: `${from} could not be read: ${why}; nothing was changed`,
    expected:
      'an index of skills with the files that it lists beside it, each in the folder of its id',
    next: 'Look at index in [skills] of millrace.toml, and whether it can be reached; then call again.',
  });
}

function noAddress(): MillraceError {
  return new MillraceError('config_invalid', {
    what: 'index in [skills] of millrace.toml is no address that is asked',
    expected: 'a path, or an address that begins with https:// and holds no name and password',
    next: 'Correct it, then call again.',
  });
}
