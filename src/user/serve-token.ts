import { MillraceError } from '../runtime/errors/errors.ts';
import {
  type Disk,
  DiskFault,
  explainedElsewhere,
  type Ids,
  makeFolders,
  writeSynced,
} from '../runtime/ports/index.ts';

export interface TokenPorts {
  readonly disk: Disk;
  readonly ids: Ids;
  /** Whether it is a regular file of this user that nobody else may read. */
  readonly isPrivate: (path: string) => boolean;
}

const NAME = 'serve-token';
const TOKEN_LENGTH = 64;
const TOKEN = /^([0-9a-f]{64})\n?$/;
const FILE_BYTES_MAX = 100;

/** The path of the file that holds what clients of a server over HTTP have to send. */
export function tokenPath(state: string): string {
  return `${state}/${NAME}`;
}

/** The token of this user; made, and durable, the first time. */
export function serveToken(ports: TokenPorts, state: string): string {
  const path = tokenPath(state);
  try {
    if (ports.disk.stat(path) === null) make(ports, state, path);
    return readToken(ports, path);
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    throw explainedElsewhere(`The token could not be kept in ${path}`, error, {
      expected: 'a state folder that this user may write',
      next: 'Make it writable, or name another one with XDG_STATE_HOME, then start it again.',
    });
  }
}

function make({ disk, ids }: TokenPorts, state: string, path: string): void {
  makeFolders(disk, state);
  const complete = `${path}.${ids.hex(8)}`;
  writeSynced(disk, complete, new TextEncoder().encode(`${ids.hex(TOKEN_LENGTH)}\n`));
  try {
    disk.link(complete, path);
    disk.syncDir(state);
  } catch (error) {
    // Another server of this user was faster; both use the one that is there.
    if (!(error instanceof DiskFault) || error.code !== 'EEXIST') throw error;
  } finally {
    disk.unlink(complete);
  }
}

function readToken({ disk, isPrivate }: TokenPorts, path: string): string {
  if (!isPrivate(path)) {
    throw unsafe(path, 'is no file that only this user may read');
  }
  const size_bytes = disk.stat(path)?.size_bytes ?? 0;
  const bytes = size_bytes > FILE_BYTES_MAX ? null : disk.read(path);
  const token = bytes === null ? undefined : TOKEN.exec(new TextDecoder().decode(bytes))?.[1];
  if (token === undefined) throw unsafe(path, 'holds no token that was made here');
  return token;
}

function unsafe(path: string, what: string): MillraceError {
  return new MillraceError('token_not_private', {
    what: `${path} ${what}`,
    expected: 'a regular file of this user with mode 0600, as the first start makes it',
    next:
      'Find out who could read it, then remove it: the next start makes a new token, and clients ' +
      'have to be told.',
  });
}
