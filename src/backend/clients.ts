import { join } from 'node:path';
import { packageRoot } from '../package.ts';
import type { ClientReport } from '../product/client-sight.ts';
import { serverVariables } from '../runtime/index.ts';
import { otherProgram, otherProgramWords } from '../runtime/ports/index.ts';
import { type ConfigChange, planEntry, planRemoval } from '../user/clients/changes.ts';
import {
  CLIENT_TITLES,
  CLIENTS,
  type ClientName,
  clientFolder,
  configPath,
  type Scope,
  type Surroundings,
} from '../user/clients/client.ts';
import { findConfig, writeChange } from '../user/clients/config-file.ts';
import { configuredServers } from '../user/clients/configured.ts';
import { ofFile } from '../user/clients/of-file.ts';
import { installedPlugin } from '../user/clients/plugin.ts';
import { type OwnProgram, ownProgram, requireLasting } from '../user/clients/program.ts';
import type { ServerEntry } from '../user/clients/server-entry.ts';
import type { ServerStart } from '../user/clients/server-start.ts';
import { diskFor, host, machine, ownProcess } from './host.ts';
import { findRoot } from './root.ts';

/** As they introduce themselves. */
const CLIENT_NAMES: Readonly<Record<ClientName, string>> = {
  claude: 'claude-code',
  codex: 'codex-mcp-client',
};

const SERVER = join(packageRoot, 'dist', 'millrace-mcp.js');

/** Clients of this user: what they keep is there, or their program is on the PATH. */
export function clientsHere(project: string): ClientName[] {
  const folders = ownProcess()
    .search_path.split(':')
    .filter((folder) => folder.startsWith('/'));
  return CLIENTS.filter((client) => {
    const places = [
      clientFolder(client, around(project)),
      ...folders.map((one) => `${one}/${client}`),
    ];
    return places.some((place) => host.disk.realpath(place) !== null);
  });
}

/** The plugin of this name that a client has installed. */
export function pluginOf(client: ClientName, project: string): string | null {
  return installedPlugin(host.disk, client, around(project));
}

/** What starts when the user types the name of this program, where that is something else. */
export function otherMillrace(): string | null {
  const { search_path } = ownProcess();
  const other = otherProgram(host.disk, search_path, join(packageRoot, 'dist', 'bin.js'));
  return other === null ? null : otherProgramWords(other);
}

export function thisProgram(): OwnProgram {
  return ownProgram(host.disk, { ...ownProcess(), server: SERVER });
}

export interface SetupWish {
  readonly client: ClientName;
  readonly scope: Scope;
  /** The folder of the project scope. */
  readonly project: string;
  readonly remove: boolean;
}

export function plannedChange({ client, scope, project, remove }: SetupWish): ConfigChange {
  const path = configPath(client, scope, around(project));
  return ofFile(path, () => {
    const found = findConfig(host.disk, { client, scope, path });
    return remove ? planRemoval(found, removed(client)) : planEntry(found, entryFor(client));
  });
}

/** False when the file has another text by now; nothing was written then. */
export function makeChange(change: ConfigChange): boolean {
  const disk = diskFor(change.path, change.scope === 'project');
  const kept = change.what === 'remove' ? 'drop' : 'keep';
  return ofFile(change.path, () => writeChange({ disk, ids: host.ids }, change, kept));
}

/** Each server of this name that a client has, as it would see it. Throws what hinders reading its config. */
export async function* clientReports(
  client: ClientName,
  project: string,
): AsyncIterable<ClientReport> {
  const { lookAsClient } = await import('./client-check.ts');
  const own = entryOf(thisProgram(), client);
  for (const one of configuredServers(host.disk, client, around(project), own)) {
    const { where, start, note } = one;
    const looks = start !== null && one.may_start;
    const sight = looks ? await lookAsClient(start, CLIENT_NAMES[client]) : null;
    const root = start === null ? null : rootSeen(start);
    yield { client, title: CLIENT_TITLES[client], where, note, start, root, sight };
  }
}

function rootSeen({ env, cwd }: ServerStart): string | null {
  const { root } = findRoot(undefined, env, cwd, () => undefined);
  return root === '' ? null : root;
}

function entryFor(client: ClientName): ServerEntry {
  const program = thisProgram();
  requireLasting(program);
  return entryOf(program, client);
}

function entryOf({ command, args }: OwnProgram, client: ClientName): ServerEntry {
  return client === 'codex' ? { command, args, env_vars: serverVariables() } : { command, args };
}

/** What was written can be taken away from any place. */
function removed(client: ClientName): ServerEntry {
  return { command: '', args: [], ...(client === 'codex' ? { env_vars: serverVariables() } : {}) };
}

function around(project: string): Surroundings {
  return { env: ownProcess().env, home: machine().home, project };
}
