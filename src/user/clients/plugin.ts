import { parse } from 'smol-toml';
import { z } from 'zod';
import { type Disk, DiskFault } from '../../runtime/ports/index.ts';
import { type ClientName, clientFolder, type Surroundings } from './client.ts';
import { SERVER_NAME } from './server-entry.ts';

/** `<plugin>@<marketplace>`: whoever offers it, it is the plugin of this name. */
const isOurs = (id: string) => id.split('@')[0] === SERVER_NAME;
const ofClaude = z.looseObject({ plugins: z.record(z.string(), z.unknown()) });
const ofCodex = z.looseObject({
  plugins: z.record(z.string(), z.looseObject({ enabled: z.boolean().default(true) })),
});

/** The plugin as a client has installed it; null = it has not, as far as its own files tell. */
export function installedPlugin(
  disk: Disk,
  client: ClientName,
  around: Surroundings,
): string | null {
  const folder = clientFolder(client, around);
  if (client === 'claude') {
    const found = ofClaude.safeParse(
      parsed(disk, `${folder}/plugins/installed_plugins.json`, JSON.parse),
    );
    return Object.keys(found.data?.plugins ?? {}).find(isOurs) ?? null;
  }
  const found = ofCodex.safeParse(parsed(disk, `${folder}/config.toml`, parse));
  const all = Object.entries(found.data?.plugins ?? {});
  return all.find(([id, { enabled }]) => enabled && isOurs(id))?.[0] ?? null;
}

function parsed(disk: Disk, path: string, parser: (text: string) => unknown): unknown {
  try {
    const real = disk.realpath(path);
    const bytes = real === null ? null : disk.read(real);
    return bytes === null ? null : parser(new TextDecoder().decode(bytes));
  } catch (thrown) {
    if (thrown instanceof DiskFault || thrown instanceof Error) return null;
    throw thrown;
  }
}
