import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import type { Workspace } from '../support/program/workspace.ts';
import { it } from './support/test.ts';

const program = inject('program');
const SERVER = join(dirname(program), 'millrace-mcp.js');
const WARNED = /^ {2}(?:problem: it lists its tools after|next: {4}call it again when).*\n/gm;

/** What is said, without what depends on how fast and where this machine is. */
async function said(workspace: Workspace, ...words: string[]): Promise<string> {
  const { out, err } = await workspace.run('doctor', '--client', ...words);
  return (out + err)
    .replace(WARNED, '')
    .replace(/millrace \d+\.\d+\.\d+,/g, 'millrace VERSION,')
    .replace(/\d+ tools after/g, 'N tools after')
    .replace(/after \d+ ms/g, 'after N ms')
    .replace(/\d+ variables/g, 'N variables')
    .replace(/^( {2}with: ).*(?:LANG|TERM).*$/gm, '$1 <few>')
    .replaceAll(process.execPath, '<node>')
    .replaceAll(dirname(dirname(program)), '<package>')
    .replaceAll(workspace.folder, '<home>');
}

function bare(workspace: Workspace): void {
  workspace.env = {
    HOME: workspace.folder,
    PATH: dirname(process.execPath),
    LANG: 'C.UTF-8',
    SECRET: 'x',
    CODEX_API_KEY: 'y',
  };
}

function entry(command: string, args: readonly string[]): string {
  return `[mcp_servers.millrace]\ncommand = "${command}"\nargs = ${JSON.stringify(args)}\n`;
}

/** A server that calls itself otherwise. */
const OTHER = `
process.stdin.on('data', (chunk) => {
  for (const line of String(chunk).trim().split('\\n')) {
    const { id, method } = JSON.parse(line);
    const serverInfo = { name: 'other', version: '9' };
    const result = method === 'initialize'
      ? { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo }
      : { tools: [] };
    if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
  }
});
`;

describe('millrace doctor --client', () => {
  it('says what each client would see', async ({ offline }) => {
    bare(offline);
    for (const folder of ['.claude', '.codex']) mkdirSync(join(offline.folder, folder));
    await offline.run('setup', '--yes');
    const { out } = await offline.run('doctor', '--client', 'codex');
    const names = / {2}with: {3}(.*)/.exec(out)?.[1]?.split(', ') ?? [];
    expect(names).toEqual(expect.arrayContaining(['HOME', 'PATH', 'LANG', 'CODEX_API_KEY']));
    expect(names).not.toContain('SECRET');
    expect(await said(offline)).toMatchInlineSnapshot(`
      "Claude Code: user scope, <home>/.claude.json
        starts: <node> <package>/dist/millrace-mcp.js in <home>/work
        with:  <few>
        sees:   millrace VERSION, protocol 2025-11-25, N tools after N ms
        works:  on <home>/work (idle)
        logins: scripted unknown, Codex not installed, Claude Code not installed, Pi not installed
      Codex: user scope, <home>/.codex/config.toml
        starts: <node> <package>/dist/millrace-mcp.js in <home>/work
        with:  <few>
        sees:   millrace VERSION, protocol 2025-11-25, N tools after N ms
        works:  on <home>/work (idle)
        logins: scripted unknown, Codex not installed, Claude Code not installed, Pi not installed
      "
    `);
  });

  it('says what is wrong with an entry, and what mends it', async ({ empty }) => {
    bare(empty);
    empty.write('other.mjs', OTHER);
    const cases = [
      entry('/gone/node', []),
      entry(process.execPath, ['/gone/dist/millrace-mcp.js']),
      entry(process.execPath, [empty.at('other.mjs')]),
      '[mcp_servers.millrace]\nurl = "http://127.0.0.1:1/mcp"\n',
      '[mcp_servers.other]\ncommand = "x"\n',
      'a = \n',
    ];
    const texts: string[] = [];
    mkdirSync(join(empty.folder, '.codex'));
    symlinkSync(join(empty.folder, 'dotfile.toml'), join(empty.folder, '.codex', 'config.toml'));
    for (const text of cases) {
      empty.write('../dotfile.toml', text);
      texts.push(await said(empty, 'codex'));
    }
    expect(texts.join('')).toMatchInlineSnapshot(`
      "Codex: user scope, <home>/.codex/config.toml
        starts: /gone/node in <home>/work
        with:  <few>
        problem: its program /gone/node is not there
        next:    call millrace setup codex
      Codex: user scope, <home>/.codex/config.toml
        starts: <node> /gone/dist/millrace-mcp.js in <home>/work
        with:  <few>
        problem: it does not start: Error: Cannot find module '/gone/dist/millrace-mcp.js'
        next:    call millrace setup codex
      Codex: user scope, <home>/.codex/config.toml
        starts: <node> <home>/work/other.mjs in <home>/work
        with:  <few>
        sees:   other 9, protocol 2025-06-18, N tools after N ms
        problem: another program answers: "other" 9
        next:    call millrace setup codex
      Codex: user scope, <home>/.codex/config.toml
        problem: its entry starts no process, so this release cannot look at it
        next:    look at the entry, or call millrace setup codex
      Codex: no server named millrace
        next:   call millrace setup codex
      error config_invalid: <home>/.codex/config.toml: It cannot be read as TOML: Invalid TOML document: invalid value. Expected: valid TOML.
      next: Correct it, or have its client do so, then call it again; it was left as it is.
      "
    `);
    expect((await empty.run('doctor', '--client', 'codex')).code).toBe(4);
  });

  it('starts nothing of a file in the folder that setup did not write', async ({ empty }) => {
    bare(empty);
    const started = empty.at('started');
    const touch = ['-c', `touch ${started}`, 'x/dist/millrace-mcp.js'];
    empty.write('.codex/config.toml', entry('sh', touch));
    const options = { NODE_OPTIONS: `--require=${empty.write('evil.cjs', `x`)}` };
    const millrace = { command: process.execPath, args: [SERVER], env: options };
    empty.write('.mcp.json', JSON.stringify({ mcpServers: { millrace } }));
    expect(await said(empty, 'codex')).toContain('may start anything: it was not started\n');
    expect(await said(empty, 'claude')).toContain('may start anything: it was not started\n');
    expect(existsSync(started)).toBe(false);
    await empty.run('setup', 'codex', '--scope', 'project', '--yes', '--remove');
    empty.remove('.mcp.json');
    const shared = { millrace: { command: 'millrace-mcp', args: [] } };
    empty.write('.mcp.json', JSON.stringify({ mcpServers: shared }));
    expect(await said(empty, 'claude')).toContain('its program millrace-mcp is not there\n');
    await empty.run('setup', 'claude', '--scope', 'project', '--yes');
    expect(await said(empty, 'claude')).toContain('  sees:   millrace VERSION, ');
  });

  it('knows every place in which Claude Code looks, and the copy of the plugin', async ({
    empty,
  }) => {
    bare(empty);
    const millrace = { command: `\${RUNNER}`, args: [SERVER, '--tools', `\${TOOLS:-full}`] };
    empty.env.RUNNER = process.execPath;
    const projects = { [empty.root]: { mcpServers: { millrace } } };
    empty.write('../.claude.json', JSON.stringify({ projects, mcpServers: { millrace } }));
    const copy = dirname(dirname(program));
    const plugins = { 'millrace@millrace': [{ installPath: copy }] };
    empty.write('../.claude/plugins/installed_plugins.json', JSON.stringify({ plugins }));
    expect(await said(empty, 'claude')).toMatchInlineSnapshot(`
      "Claude Code: local scope, <home>/.claude.json
        starts: <node> <package>/dist/millrace-mcp.js --tools full in <home>/work
        with:  <few>
        sees:   millrace VERSION, protocol 2025-11-25, N tools after N ms
        works:  on <home>/work, which is no workspace yet
        logins: asked only where a workspace is
      Claude Code: user scope, <home>/.claude.json
        note:   the one above is used instead
        starts: <node> <package>/dist/millrace-mcp.js --tools full in <home>/work
        with:  <few>
        sees:   millrace VERSION, protocol 2025-11-25, N tools after N ms
        works:  on <home>/work, which is no workspace yet
        logins: asked only where a workspace is
      Claude Code: plugin millrace@millrace, <package>
        note:   the plugin and an entry bring the same tools: take the entry away with setup --remove
        starts: node <package>/plugin/run.mjs mcp in <home>/work
        with:  <few>
        sees:   millrace VERSION, protocol 2025-11-25, N tools after N ms
        works:  on <home>/work, which is no workspace yet
        logins: asked only where a workspace is
      "
    `);
  });

  it('warns of another program of its name', async ({ offline }) => {
    const other = offline.write('../bin/millrace', '#!/usr/bin/env python3\n');
    offline.env.PATH = `${dirname(other)}:${offline.env.PATH}`;
    const { findings } = await offline.answer('doctor');
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'program_shadowed', place: other }),
    );
    expect((await offline.run('doctor', '--client', 'codex')).out).toContain(
      `note: the first millrace on PATH is ${other}, a Python program\n`,
    );
  });
});
