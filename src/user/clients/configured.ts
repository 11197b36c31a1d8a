import { z } from 'zod';
import type { Disk } from '../../runtime/ports/index.ts';
import { entryIn } from './changes.ts';
import { type ClientName, configPath, SCOPES, type Surroundings } from './client.ts';
import { textOf } from './config-file.ts';
import { ofFile } from './of-file.ts';
import { installedPlugin, pluginFolder, pluginServer } from './plugin.ts';
import { isHarmless, SERVER_NAME, type ServerEntry } from './server-entry.ts';
import { type ServerStart, startOf } from './server-start.ts';

/** A server of our name as a client has it, the one that wins first. */
export interface Configured {
  readonly client: ClientName;
  /** For a person: the scope and the file, or the plugin. */
  readonly where: string;
  /** Null = the entry starts no process. */
  readonly start: ServerStart | null;
  /**
   * Whether it may be started to look at it. What stands in a file of the project may come from anybody:
   * of that only this program is started.
   */
  readonly may_start: boolean;
  /** How it stands to the others; null = it stands alone, or before them. */
  readonly note: string | null;
}

const SHADOWED = 'the one above is used instead';
const TWICE =
  'the plugin and an entry bring the same tools: take the entry away with setup --remove';

/** Every place in which a client looks. Throws what hinders reading one of them. */
export function configuredServers(
  disk: Disk,
  client: ClientName,
  around: Surroundings,
  own: ServerEntry,
): Configured[] {
  const entries = [...localEntries(disk, client, around), ...scopeEntries(disk, client, around)];
  const facts = { env: around.env, project: around.project };
  const found = entries.map(({ where, scope, entry }, at) => ({
    client,
    where,
    start: startOf(client, entry, facts),
    may_start: scope !== 'project' || isHarmless(entry, own),
    note: at === 0 ? null : SHADOWED,
  }));
  const note = found.length === 0 ? null : TWICE;
  const ofPlugin = pluginServers(disk, client, around);
  return [...found, ...ofPlugin.map((one) => ({ ...one, may_start: true, note }))];
}

function scopeEntries(disk: Disk, client: ClientName, around: Surroundings) {
  // What belongs to a project comes before what belongs to its user.
  return [...SCOPES].reverse().flatMap((scope) => {
    const path = configPath(client, scope, around);
    const entry = ofFile(path, () => entryIn({ client, text: read(disk, path) }));
    return entry === undefined ? [] : [{ where: `${scope} scope, ${path}`, scope, entry }];
  });
}

/** As its client reads it: links are followed. */
function read(disk: Disk, path: string): string | null {
  return textOf(disk, disk.realpath(path) ?? path);
}

const projects = z.looseObject({
  projects: z
    .record(z.string(), z.looseObject({ mcpServers: z.record(z.string(), z.unknown()).optional() }))
    .default({}),
});

/** What `claude mcp add` writes without a scope: for this user in this folder. */
function localEntries(disk: Disk, client: ClientName, around: Surroundings) {
  if (client !== 'claude') return [];
  const path = configPath('claude', 'user', around);
  const text = ofFile(path, () => read(disk, path));
  const found = projects.safeParse(text === null ? {} : parsed(text));
  const entry = found.data?.projects[around.project]?.mcpServers?.[SERVER_NAME];
  return entry === undefined
    ? []
    : [{ where: `local scope, ${path}`, scope: 'local' as const, entry }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function pluginServers(disk: Disk, client: ClientName, around: Surroundings) {
  const id = installedPlugin(disk, client, around);
  if (id === null) return [];
  const folder = pluginFolder(disk, client, id, around);
  if (folder === null) {
    return [{ client, where: `plugin ${id}, whose copy is not where it should be`, start: null }];
  }
  const facts = { env: around.env, project: around.project, plugin: folder };
  const start = startOf(client, pluginServer(disk, client, folder), facts);
  return [{ client, where: `plugin ${id}, ${folder}`, start }];
}
