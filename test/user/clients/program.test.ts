import { expect, it } from 'vitest';
import { otherProgram, otherProgramWords } from '../../../src/runtime/ports/index.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';
import { ownProgram, requireLasting } from '../../../src/user/clients/program.ts';

const SERVER = '/opt/lib/node_modules/millrace/dist/millrace-mcp.js';
const OWN = '/opt/lib/node_modules/millrace/dist/bin.js';

function disk(
  links: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
) {
  const made = new SimDisk();
  for (const [path, text] of Object.entries(files)) made.plant(path, text);
  for (const [path, target] of Object.entries(links)) made.plantLink(path, target);
  return made;
}

it.each([
  ['itself', {}, '/usr/bin/node', '/usr/bin', '/usr/bin/node'],
  [
    'a name that an update keeps',
    { '/brew/bin/node': '/brew/Cellar/node/22.1.0/bin/node' },
    '/brew/Cellar/node/22.1.0/bin/node',
    '/brew/Cellar/node/22.1.0/bin:/brew/bin',
    '/brew/bin/node',
  ],
  [
    'no folder of one shell',
    { '/run/fnm_multishells/7_1/bin/node': '/home/me/fnm/v22.1.0/bin/node' },
    '/home/me/fnm/v22.1.0/bin/node',
    '/run/fnm_multishells/7_1/bin',
    '/home/me/fnm/v22.1.0/bin/node',
  ],
  [
    'no other Node that comes first',
    { '/other/bin/node': '/opt/other-node' },
    '/usr/bin/node',
    'relative:/other/bin:/usr/bin',
    '/usr/bin/node',
  ],
])('a config names as Node %s', (_, links, node, search_path, command) => {
  const files = { [node]: 'node', '/opt/other-node': 'node' };
  const found = ownProgram(disk(links, files), { node, server: SERVER, search_path });
  expect([found.command, found.args]).toEqual([command, [SERVER]]);
});

it('says what is of one version only', () => {
  const node = '/home/me/.nvm/versions/node/v20.19.0/bin/node';
  const server =
    '/home/me/.nvm/versions/node/v20.19.0/lib/node_modules/millrace/dist/millrace-mcp.js';
  const { notes } = ownProgram(disk({}, { [node]: '' }), { node, server, search_path: '' });
  expect(notes).toEqual([
    `${node} is of one version: when that goes, call millrace setup again`,
    `${server} is of one version: when that goes, call millrace setup again`,
  ]);
});

it.each([
  '/home/me/.npm/_npx/0123456789abcdef/node_modules/millrace/dist/millrace-mcp.js',
  '/home/me/.cache/pnpm/dlx-123/node_modules/millrace/dist/millrace-mcp.js',
  '/scratch/bunx-0-millrace/node_modules/millrace/dist/millrace-mcp.js',
  '/home/me/.claude/plugins/cache/millrace/millrace/0.1.0/dist/millrace-mcp.js',
  '/home/me/.codex/plugins/cache/millrace/millrace/0.1.0/dist/millrace-mcp.js',
])('names no copy that is gone some day: %s', (server) => {
  const program = ownProgram(disk({}), { node: '/usr/bin/node', server, search_path: '' });
  expect(() => requireLasting(program)).toThrow(expect.objectContaining({ code: 'input_invalid' }));
});

it.each([
  ['itself by a link', { '/a/millrace': OWN }, {}, null],
  ['nothing', {}, {}, null],
  ['a link that leads nowhere', { '/a/millrace': '/gone' }, {}, null],
  [
    'a Python program',
    {},
    { '/a/millrace': '#!/home/me/venv/bin/python3\nimport sys\n' },
    'the first millrace on PATH is /a/millrace, a Python program',
  ],
  [
    'another copy',
    { '/a/millrace': '/else/millrace/dist/bin.js' },
    { '/else/millrace/dist/bin.js': '#!/usr/bin/env node\n' },
    'the first millrace on PATH is /a/millrace, another copy of Millrace',
  ],
  [
    'something else',
    {},
    { '/a/millrace': '\u007fELF' },
    'the first millrace on PATH is /a/millrace, not Millrace',
  ],
])('finds what comes first on the PATH: %s', (_, links, files, words) => {
  const found = otherProgram(disk(links, { [OWN]: '', ...files }), 'here:/a:/b', OWN);
  expect(found === null ? null : otherProgramWords(found)).toBe(words);
});
