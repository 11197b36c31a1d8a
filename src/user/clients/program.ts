import { MillraceError } from '../../runtime/errors/errors.ts';
import type { Disk } from '../../runtime/ports/index.ts';

const FOLDERS_MAX = 200;
/** Folders that exist for one shell only. */
const PASSING = /\/fnm_multishells\//;
/** A folder of one version, as version managers and package managers have them. */
const VERSIONED = /\/v?\d+\.\d+\.\d+[^/]*\//;
/** Where copies of packages lie that are cleared by themselves, or replaced by the next version. */
const CACHES: readonly (readonly [RegExp, string])[] = [
  [/\/_npx\//, 'the cache of npx'],
  [/\/dlx-[^/]+\//, 'the cache of pnpm dlx'],
  [/\/bunx-[^/]+\//, 'the cache of bunx'],
  [/\/\.claude\/plugins\//, 'a plugin of Claude Code'],
  [/\/\.codex\/plugins\//, 'a plugin of Codex'],
];

export interface ProgramFacts {
  /** The Node that runs this. */
  readonly node: string;
  /** The entry of the server in this package, links followed. */
  readonly server: string;
  readonly search_path: string;
}

/** This program, as a config can name it for years. */
export interface OwnProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** What may end that some day, and what helps then. */
  readonly notes: readonly string[];
}

/** Both paths are absolute: what comes first on a PATH is for others to decide. */
export function ownProgram(disk: Disk, facts: ProgramFacts): OwnProgram {
  const command = lastingNode(disk, facts);
  const notes = [command, facts.server]
    .filter((path) => VERSIONED.test(path))
    .map((path) => `${path} is of one version: when that goes, call millrace setup again`);
  return { command, args: [facts.server], notes };
}

/** Throws for a copy that no config should name. */
export function requireLasting({ args: [server = ''] }: OwnProgram): void {
  const cache = CACHES.find(([pattern]) => pattern.test(server))?.[1];
  if (cache !== undefined) throw inCache(server, cache);
}

/** A name of this Node that an update keeps: `/usr/local/bin/node` outlasts `Cellar/node/22.1.0`. */
function lastingNode(disk: Disk, { node, search_path }: ProgramFacts): string {
  const folders = search_path.split(':').filter((folder) => folder.startsWith('/'));
  const real = disk.realpath(node);
  const names = folders
    .slice(0, FOLDERS_MAX)
    .map((folder) => `${folder}/node`)
    .filter((name) => !PASSING.test(name) && disk.realpath(name) === real);
  return names.find((name) => !VERSIONED.test(name)) ?? names[0] ?? node;
}

function inCache(path: string, cache: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `This copy of Millrace lies in ${cache} (${path}), and would be gone some day`,
    expected: 'an installation that stays',
    next: 'Install it (docs/guide/install.md), then call millrace setup of that one',
  });
}
