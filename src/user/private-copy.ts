import { dirname } from 'node:path';
import type { MillraceError } from '../runtime/errors/errors.ts';
import {
  type Disk,
  DiskFault,
  explainedElsewhere,
  type Hash,
  type Ids,
  makeFolders,
  writeSynced,
} from '../runtime/ports/index.ts';

export interface CopyPorts {
  readonly disk: Disk;
  readonly hash: Hash;
  readonly ids: Ids;
}

export interface CopySource {
  /** Absolute path of the package. */
  readonly package: string;
  readonly version: string;
  /** Where copies are kept; made when it is missing. */
  readonly cache: string;
}

/** Names of the entry and of the file that says which kind of modules these are. */
const ENTRY = 'dist/bin.js';
const MANIFEST = '{"type":"module"}\n';
const DIGEST_LENGTH = 12;
const FILES_MAX = 500;
/** What of the package is copied, and how deep: the page and the documentation are served by no loop. */
const FOLDERS = { dist: 1, assets: 6 } as const;

/**
 * The program as files that nobody updates or removes: a loop lives for weeks, starts keepers all
 * that time, and must be the same program at its end. Named by version and content, made whole or
 * not at all, and compared before each use. Returns the absolute path of its entry.
 */
export function privateCopy(ports: CopyPorts, source: CopySource): string {
  try {
    const files = filesOf(ports.disk, source.package);
    const digest = digestOf(ports.hash, files);
    const relativePath = `${source.cache}/${source.version}-${digest.slice(0, DIGEST_LENGTH)}`;
    if (!isWhole(ports, relativePath, digest)) make(ports, relativePath, digest, files);
    return `${relativePath}/${ENTRY}`;
  } catch (error) {
    if (error instanceof DiskFault) throw notMade(error);
    throw error;
  }
}

/** `$XDG_CACHE_HOME/millrace`, else `~/.cache/millrace`. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const named = env.XDG_CACHE_HOME;
  const base = named?.startsWith('/') ? named : `${home}/.cache`;
  return `${base}/millrace`;
}

/** Path below the package -> content. */
type Files = ReadonlyMap<string, Uint8Array>;

function filesOf(disk: Disk, folder: string): Files {
  const paths = Object.entries(FOLDERS).flatMap(([name, depth]) =>
    pathsBelow(disk, folder, name, depth),
  );
  return new Map(
    paths.slice(0, FILES_MAX).flatMap((path) => {
      const bytes = disk.read(`${folder}/${path}`);
      return bytes === null ? [] : [[path, bytes] as const];
    }),
  );
}

function pathsBelow(disk: Disk, folder: string, path: string, depth: number): string[] {
  if (depth === 0) return [];
  return (disk.list(`${folder}/${path}`) ?? []).flatMap(({ name, kind }) => {
    if (kind === 'file') return [`${path}/${name}`];
    return kind === 'dir' ? pathsBelow(disk, folder, `${path}/${name}`, depth - 1) : [];
  });
}

function digestOf(hash: Hash, files: Files): string {
  return hash.sha256([...files].map(([name, bytes]) => `${hash.sha256(bytes)} ${name}`).join('\n'));
}

function isWhole({ disk, hash }: CopyPorts, relativePath: string, digest: string): boolean {
  return digestOf(hash, filesOf(disk, relativePath)) === digest;
}

function make(ports: CopyPorts, relativePath: string, digest: string, files: Files): void {
  const { disk, ids } = ports;
  const making = `${relativePath}.${ids.hex(8)}.making`;
  makeFolders(disk, making);
  disk.write(`${making}/package.json`, encoder.encode(MANIFEST));
  for (const [path, bytes] of files) {
    makeFolders(disk, dirname(`${making}/${path}`));
    writeSynced(disk, `${making}/${path}`, bytes);
  }
  try {
    if (!isWhole(ports, relativePath, digest)) replace(disk, making, relativePath);
  } catch (error) {
    // Somebody else makes the same copy at the same time, and was faster.
    if (!isWhole(ports, relativePath, digest)) throw error;
  } finally {
    disk.remove(making);
  }
}

/** What is there was damaged. Processes that run from it keep what they have loaded. */
function replace(disk: Disk, making: string, relativePath: string): void {
  const damaged = `${making}.damaged`;
  if (disk.stat(relativePath) !== null) disk.rename(relativePath, damaged);
  disk.rename(making, relativePath);
  disk.remove(damaged);
}

const encoder = new TextEncoder();

function notMade(fault: DiskFault): MillraceError {
  return explainedElsewhere("The loop's own copy of the program could not be made", fault, {
    expected: 'a writable cache folder of the user with a few megabytes of room',
    next: 'make room, or name another folder in XDG_CACHE_HOME, then call again',
  });
}
