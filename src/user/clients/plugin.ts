import { parse } from 'smol-toml';
import { z } from 'zod';
import type { Disk } from '../../runtime/ports/index.ts';
import { type ClientName, clientFolder, type Surroundings } from './client.ts';
import { SERVER_NAME } from './server-entry.ts';

/** `<plugin>@<marketplace>`: whoever offers it, it is the plugin of this name. */
const isOurs = (id: string) => id.split('@')[0] === SERVER_NAME;
const ofClaude = z.looseObject({
  plugins: z.record(z.string(), z.array(z.looseObject({ installPath: z.string().optional() }))),
});
const ofCodex = z.looseObject({
  plugins: z.record(z.string(), z.looseObject({ enabled: z.boolean().default(true) })),
});
const servers = z.looseObject({ mcpServers: z.record(z.string(), z.unknown()) });

/** Where a plugin says which servers it has. */
const SERVERS_FILE: Readonly<Record<ClientName, string>> = {
  claude: '.mcp.json',
  codex: 'mcp.json',
};

/** The plugin as a client has installed it; null = it has not, as far as its own files tell. */
export function installedPlugin(
  disk: Disk,
  client: ClientName,
  around: Surroundings,
): string | null {
  const folder = clientFolder(client, around);
  if (client === 'claude') return Object.keys(claudePlugins(disk, folder)).find(isOurs) ?? null;
  const found = ofCodex.safeParse(parsed(disk, `${folder}/config.toml`, parse));
  const all = Object.entries(found.data?.plugins ?? {});
  return all.find(([id, { enabled }]) => enabled && isOurs(id))?.[0] ?? null;
}

/** Where a client starts it: mostly a copy of its own. Null = it is not there. */
export function pluginFolder(
  disk: Disk,
  client: ClientName,
  id: string,
  around: Surroundings,
): string | null {
  const folder = clientFolder(client, around);
  const [name = '', marketplace = ''] = id.split('@');
  if (client === 'claude') {
    const [installed] = claudePlugins(disk, folder)[id] ?? [];
    const place = localMarketplace(disk, folder, marketplace) ?? installed?.installPath ?? null;
    return place !== null && disk.realpath(place) !== null ? place : null;
  }
  const versions = `${folder}/plugins/cache/${marketplace}/${name}`;
  const newest = disk.list(versions)?.at(-1)?.name;
  return newest === undefined ? null : `${versions}/${newest}`;
}

/** The entry of the server in that copy. */
export function pluginServer(disk: Disk, client: ClientName, folder: string): unknown {
  const found = servers.safeParse(parsed(disk, `${folder}/${SERVERS_FILE[client]}`, JSON.parse));
  return found.data?.mcpServers[SERVER_NAME];
}

const marketplaces = z.record(
  z.string(),
  z.looseObject({ source: z.looseObject({ source: z.string(), path: z.string().optional() }) }),
);

/** Claude Code has a copy, and still starts what lies in a folder of this machine where it lies. */
function localMarketplace(disk: Disk, folder: string, name: string): string | null {
  const path = `${folder}/plugins/known_marketplaces.json`;
  const source = marketplaces.safeParse(parsed(disk, path, JSON.parse)).data?.[name]?.source;
  return source?.source === 'directory' ? (source.path ?? null) : null;
}

function claudePlugins(disk: Disk, folder: string) {
  const path = `${folder}/plugins/installed_plugins.json`;
  return ofClaude.safeParse(parsed(disk, path, JSON.parse)).data?.plugins ?? {};
}

/** Null for whatever cannot be read: it belongs to a client, and only it knows better. */
function parsed(disk: Disk, path: string, parser: (text: string) => unknown): unknown {
  try {
    const real = disk.realpath(path);
    const bytes = real === null ? null : disk.read(real);
    return bytes === null ? null : parser(new TextDecoder().decode(bytes));
  } catch (thrown) {
    if (thrown instanceof Error) return null;
    throw thrown;
  }
}
