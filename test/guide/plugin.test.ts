import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const server = z.looseObject({ command: z.string(), args: z.array(z.string()) });
const servers = z.looseObject({ mcpServers: z.strictObject({ millrace: server }) });
const manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
});
const hooks = z.looseObject({
  hooks: z.record(
    z.string(),
    z.array(z.looseObject({ hooks: z.array(z.looseObject({ command: z.string() })) })),
  ),
});
const packed = z.looseObject({ ...manifest.shape, files: z.array(z.string()) });
const ofPackage = packed.parse(read('package.json'));

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
}

it.each(['plugin.json', '.claude-plugin/plugin.json'])('%s is the package as it is', (path) => {
  const { name, version, description, license } = manifest.parse(read(path));
  expect({ name, version, description, license }).toEqual({
    name: ofPackage.name,
    version: ofPackage.version,
    description: ofPackage.description,
    license: ofPackage.license,
  });
});

const inCopy = (root: string) => `\${${root}}/plugin/run.mjs`;

/** Each client has a name of its own for the folder that it has copied. */
it.each([
  ['mcp.json', 'PLUGIN_ROOT'],
  ['.mcp.json', 'CLAUDE_PLUGIN_ROOT'],
])('%s starts the copy of the client with node', (path, root) => {
  expect(servers.parse(read(path)).mcpServers.millrace).toMatchObject({
    command: 'node',
    args: [inCopy(root), 'mcp'],
  });
});

it('the hook asks the same copy', () => {
  const all = Object.entries(hooks.parse(read('hooks/hooks.json')).hooks);
  const commands = all.flatMap(([event, groups]) =>
    groups.flatMap((group) => group.hooks.map(({ command }) => [event, command])),
  );
  expect(commands).toEqual([['SessionStart', `node "${inCopy('CLAUDE_PLUGIN_ROOT')}" state-line`]]);
});

it('all of it is in the package', () => {
  const built = ['dist'];
  const named = ofPackage.files.map((path) => path.replace(/^!/, ''));
  const there = named.filter((path) => !built.includes(path));
  expect(there.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual(
    [],
  );
  const parts = ['.claude-plugin', '.mcp.json', 'plugin.json', 'mcp.json', 'plugin', 'hooks'];
  expect(ofPackage.files).toEqual(expect.arrayContaining([...parts, ...built, 'skills']));
});
