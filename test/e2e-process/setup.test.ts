import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import type { Workspace } from '../support/program/workspace.ts';
import { inTerminal } from './support/in-terminal.ts';
import { it } from './support/test.ts';

const PAGE = 'millrace-ops-agent-manual/SKILL.md';
const EDITED = 'millrace-loop-authoring/SKILL.md';

describe.concurrent('millrace setup', () => {
  it('puts the skills where a client reads them, once, and takes them away', async ({ empty }) => {
    const place = join(empty.folder, '.claude/skills');
    const first = await empty.run('setup', '--skills', 'claude');
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toContain(`written: ${place}/${PAGE}\n`);
    expect(readFileSync(join(place, PAGE), 'utf8')).toMatch(
      /^---\nname: millrace-ops-agent-manual\n/,
    );
    const again = await empty.run('setup', '--skills', 'claude');
    expect(again.out.match(/^unchanged: /gm)).toHaveLength(9);
    const gone = await empty.run('setup', '--skills', 'claude', '--remove');
    expect(gone.out.match(/^removed: /gm)).toHaveLength(9);
    expect(existsSync(join(place, 'millrace-ops-agent-manual'))).toBe(false);
    expect(existsSync(place)).toBe(true);
  });

  it('says once what is wrong with its environment, whatever it has to do', async ({ empty }) => {
    for (const name of ['.claude', '.codex']) mkdirSync(join(empty.folder, name));
    empty.env = { ...empty.env, MILLRACE_WROKSPACE: '/srv' };
    const { err } = await empty.run('setup', '--dry-run', '--yes');
    expect(err.match(/^note: MILLRACE_WROKSPACE /gm)).toHaveLength(1);
  });

  it('leaves alone what is not as it was put there', async ({ empty }) => {
    const place = join(empty.root, 'skills');
    await empty.run('setup', '--skills', './skills');
    writeFileSync(join(place, EDITED), 'mine\n');
    const { out } = await empty.run('setup', '--skills', './skills', '--remove');
    expect(out).toContain(`kept: ${place}/${EDITED}\n`);
    expect(out).toContain(
      'next: one file is not as this release brings it: look at it, move it away',
    );
    expect(readFileSync(join(place, EDITED), 'utf8')).toBe('mine\n');
    await empty.run('setup', '--skills', './skills');
    for (const page of [PAGE, EDITED]) writeFileSync(join(place, page), 'mine\n');
    const both = await empty.run('setup', '--skills', './skills');
    expect(both.out).toContain('next: 2 files are not as this release brings them: look at them');
  });

  it('writes through no link, and to no client that it does not know', async ({ empty }) => {
    const place = join(empty.root, 'skills');
    mkdirSync(join(place, 'millrace-loop-authoring'), { recursive: true });
    writeFileSync(join(empty.folder, 'own.txt'), 'mine\n');
    symlinkSync(join(empty.folder, 'own.txt'), join(place, EDITED));
    expect((await empty.run('setup', '--skills', place)).out).toContain(`kept: ${place}/${EDITED}`);
    expect(readFileSync(join(empty.folder, 'own.txt'), 'utf8')).toBe('mine\n');
    const unknown = await empty.run('setup', '--skills', 'emacs');
    expect([unknown.code, unknown.err.includes('claude, codex, or a folder')]).toEqual([2, true]);
  });
});

const CODEX = '.codex/config.toml';
const MINE = '# mine\r\nmodel = "x" # why\r\n';

/** A user who has both clients, and no program on the PATH. */
function both(workspace: Workspace): void {
  workspace.env.PATH = dirname(process.execPath);
  workspace.write(`../${CODEX}`, MINE);
  workspace.write('../.claude.json', '{\n  "numStartups": 3\n}\n');
  mkdirSync(join(workspace.folder, '.claude'));
}

function home(workspace: Workspace, path: string): string {
  return readFileSync(join(workspace.folder, path), 'utf8');
}

describe.concurrent('millrace setup of clients', () => {
  it('shows, writes once, and takes away to the byte', async ({ empty }) => {
    both(empty);
    const shown = await empty.run('setup', '--dry-run');
    expect([shown.code, shown.err]).toEqual([0, '']);
    expect(shown.out).toContain('    +[mcp_servers.millrace]\n');
    const unasked = await empty.run('setup');
    expect([unasked.code, unasked.err.match(/^error person_needed/gm)?.length]).toEqual([3, 2]);
    expect(home(empty, CODEX)).toBe(MINE);
    const written = await empty.run('setup', '--yes');
    expect([written.code, written.err]).toEqual([0, '']);
    expect(written.out).toContain('note: stages run at the level maximum and ask nobody; ');
    const program = join(dirname(inject('program')), 'millrace-mcp.js');
    expect(JSON.parse(home(empty, '.claude.json'))).toEqual({
      numStartups: 3,
      mcpServers: { millrace: { command: expect.stringMatching(/^\//), args: [program] } },
    });
    expect(home(empty, CODEX)).toContain(
      `\r\nargs = [ "${program}" ]\r\nenv_vars = [ "CODEX_HOME", `,
    );
    const again = await empty.run('setup', '--yes');
    expect(again.out.match(/nothing to do, the entry is there/g)).toHaveLength(2);
    const gone = await empty.run('setup', '--remove', '--yes');
    expect([gone.code, gone.err]).toEqual([0, '']);
    expect([home(empty, CODEX), home(empty, '.claude.json')]).toEqual([
      MINE,
      '{\n  "numStartups": 3\n}\n',
    ]);
    expect(readdirSync(join(empty.folder, '.codex'))).toEqual(['config.toml']);
  });

  it('keeps the rights of a file, and keeps to a folder of its own with a project', async ({
    empty,
  }) => {
    both(empty);
    chmodSync(join(empty.folder, CODEX), 0o640);
    await empty.run('setup', 'codex', '--yes');
    expect(statSync(join(empty.folder, CODEX)).mode % 0o1000).toBe(0o640);
    await empty.run('setup', 'claude', '--scope', 'project', '--yes');
    expect(Object.keys(JSON.parse(empty.read('.mcp.json')).mcpServers)).toEqual(['millrace']);
    expect(home(empty, '.claude.json')).not.toContain('millrace');
    await empty.run('setup', 'claude', '--scope', 'project', '--yes', '--remove');
    expect(readdirSync(empty.root)).toEqual([]);
  });

  it('is done once by many at the same time', async ({ empty }) => {
    both(empty);
    const all = await Promise.all([1, 2, 3].map(() => empty.run('setup', '--yes')));
    expect(all.map(({ code, err }) => [code, err])).toEqual(all.map(() => [0, '']));
    expect(home(empty, CODEX).match(/\[mcp_servers\.millrace\]/g)).toHaveLength(1);
    expect(home(empty, CODEX).startsWith(MINE)).toBe(true);
    expect(readdirSync(join(empty.folder, '.codex')).sort()).toEqual([
      'config.toml',
      'config.toml.before-millrace',
    ]);
  });

  it('leaves a config alone that it cannot read, and does the other', async ({ empty }) => {
    both(empty);
    empty.write(`../${CODEX}`, 'model = \n');
    const { code, out, err } = await empty.run('setup', '--yes');
    expect(code).toBe(4);
    expect(err).toContain(
      `error config_invalid: ${join(empty.folder, CODEX)}: It cannot be read as`,
    );
    expect(out).toContain(`done: ${join(empty.folder, '.claude.json')}`);
    expect(home(empty, CODEX)).toBe('model = \n');
    rmSync(join(empty.folder, CODEX));
    symlinkSync('/nowhere', join(empty.folder, CODEX));
    const link = await empty.run('setup', 'codex', '--yes');
    expect(link.err).toContain('it is a symbolic link, and no link is written through');
  });

  it('gives no entry of somebody else away', async ({ empty }) => {
    both(empty);
    const foreign = '[mcp_servers.millrace]\ncommand = "millrace"\nargs = ["mcp"]\n';
    empty.write(`../${CODEX}`, foreign);
    for (const words of [['--yes'], ['--yes', '--remove']]) {
      const { code, out, err } = await empty.run('setup', 'codex', ...words);
      expect([code, err.startsWith('error person_needed: What is there now')]).toEqual([3, true]);
      expect(out).toContain('    -command = "millrace"\n');
    }
    expect(home(empty, CODEX)).toBe(foreign);
  });

  it('asks a person in a terminal, and gives a foreign entry away when told to', async ({
    offline,
  }) => {
    both(offline);
    const no = await inTerminal(offline, ['no'], 'setup', 'codex');
    expect([no.code, no.out.includes('Nothing was changed.')]).toEqual([3, true]);
    expect(home(offline, CODEX)).toBe(MINE);
    offline.write(`../${CODEX}`, '[mcp_servers.millrace]\ncommand = "millrace"\nargs = ["mcp"]\n');
    const yes = await inTerminal(offline, ['yes', 'yes'], 'setup', 'codex');
    expect([yes.code, yes.out.includes('What is there now is not, or not only, from')]).toEqual([
      0,
      true,
    ]);
    expect(home(offline, CODEX)).toContain('dist/millrace-mcp.js');
    expect(offline.read('millrace-agents/millrace.toml')).toContain('permission_default = "basic"');
  });

  it('says which other program has the name, and names itself by its path', async ({ empty }) => {
    both(empty);
    const other = empty.write('../bin/millrace', '#!/usr/bin/env python3\n');
    empty.env.PATH = `${dirname(other)}:${empty.env.PATH}`;
    const { out } = await empty.run('setup', '--yes');
    expect(out).toContain(
      `note: the first millrace on PATH is ${other}, a Python program; the config`,
    );
  });

  it('writes nothing where the plugin is', async ({ empty }) => {
    both(empty);
    const plugins = { plugins: { 'millrace@millrace': [{ scope: 'user' }] } };
    empty.write('../.claude/plugins/installed_plugins.json', JSON.stringify(plugins));
    empty.write(`../${CODEX}`, '[plugins."millrace@market"]\nenabled = true\n');
    for (const words of [[], ['--skills', 'claude'], ['--skills', 'codex']]) {
      const { code, out } = await empty.run('setup', ...words, ...(words.length ? [] : ['--yes']));
      expect([code, out.includes('brings the server and the skills; nothing is written')]).toEqual([
        0,
        true,
      ]);
    }
    expect(home(empty, '.claude.json')).not.toContain('millrace');
    expect(existsSync(join(empty.folder, '.agents'))).toBe(false);
  });

  it('sets the level of a workspace, which its user then agrees to', async ({ offline }) => {
    const config = 'millrace-agents/millrace.toml';
    const before = offline.read(config);
    expect((await offline.run('setup', '--permission', 'basic')).code).toBe(3);
    expect(offline.read(config)).toBe(before);
    const { out } = await offline.run('setup', '--permission', 'basic', '--yes');
    expect(out).toContain(`Stages of ${offline.root} run at maximum:\n`);
    expect(out).toContain('next: agree to it with `millrace trust --workspace');
    expect(offline.read(config)).toContain('[runners.codex]\npermission_default = "basic"\n');
    expect(offline.read(config)).toContain('[runners.claude]\npermission_default = "basic"\n');
    mkdirSync(join(offline.folder, '.codex'));
    expect((await offline.run('setup', 'codex', '--yes')).out).not.toContain('note: stages run');
    const again = await offline.run('setup', '--permission', 'basic', '--yes');
    expect(again.out).toBe(`Stages of ${offline.root} run at basic already.\n`);
    expect((await offline.run('setup', '--permission', 'high', '--yes')).code).toBe(2);
  });

  it('refuses what is not meant together', async ({ empty }) => {
    empty.env.PATH = dirname(process.execPath);
    const none = await empty.run('setup');
    expect([none.code, none.err.includes('No client was found')]).toEqual([2, true]);
    for (const words of [
      ['emacs'],
      ['--scope', 'all'],
      ['claude', '--skills', 'claude'],
      ['--skills', 'claude', '--permission', 'basic'],
      ['--permission', 'basic', '--remove'],
      ['--skills', 'claude', '--dry-run'],
    ]) {
      expect((await empty.run('setup', ...words)).code).toBe(2);
    }
  });
});
