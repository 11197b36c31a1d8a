import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Client } from '../support/program/client.ts';
import { repository } from './support/demo.ts';

const PACKED_SIZE_BYTES_MAX = 1_500_000;

/** A user without a network, who has the tarball and nothing else. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-packed-')));
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  npm_config_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};
let tarball = '';
let size_bytes = 0;

beforeAll(() => {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(npm(words, repository));
  tarball = join(folder, packed.filename);
  size_bytes = packed.size;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(words: readonly string[], cwd: string): string {
  return execFileSync('npm', words, { cwd, env, encoding: 'utf8' });
}

async function answersTo(entry: string): Promise<void> {
  const client = new Client([entry], { cwd: folder, env });
  const { result } = await client.initialize();
  expect(result).toMatchObject({ serverInfo: { name: 'millrace' } });
  const { error } = await client.call('status');
  expect(error).toMatchObject({ code: 'workspace_not_initialized' });
  await client.leave();
}

it('installs without a network in an empty folder, and brings nothing along', async () => {
  const place = join(folder, 'empty');
  mkdirSync(place);
  npm(['install', tarball], place);
  const names = readdirSync(join(place, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(names).toEqual(['millrace']);
  const bin = join(place, 'node_modules', '.bin');
  expect(execFileSync(join(bin, 'millrace'), ['version'], { env, encoding: 'utf8' })).toMatch(
    /^\d+\.\d+\.\d+\n$/,
  );
  await answersTo(join(bin, 'millrace-mcp'));
  expect(size_bytes).toBeLessThan(PACKED_SIZE_BYTES_MAX);
});

it('brings of the page what was built, in files that no other process reads', () => {
  const dist = join(folder, 'empty', 'node_modules', 'millrace', 'dist');
  const has = (path: string, word: string) => readFileSync(join(dist, path), 'utf8').includes(word);
  const page = readdirSync(join(dist, 'page'));
  expect(page.map((name) => name.slice(name.lastIndexOf('.'))).sort()).toEqual([
    '.css',
    '.html',
    '.js',
  ]);
  const script = page.find((name) => name.endsWith('.js')) ?? '';
  const program = readdirSync(dist).filter((name) => name.endsWith('.js'));
  // Words of the libraries that draw charts and colour code.
  for (const word of ['u-legend', 'hljs-']) {
    expect([word, has(join('page', script), word)]).toEqual([word, true]);
    expect([word, program.filter((name) => has(name, word))]).toEqual([word, []]);
  }
});

it('is on the PATH after a global install of its folder', () => {
  const place = join(folder, 'checkout');
  const prefix = join(folder, 'global');
  for (const part of ['package.json', 'dist', 'assets', 'skills']) {
    cpSync(join(repository, part), join(place, part), { recursive: true });
  }
  npm(['install', '--global', '--ignore-scripts', '--prefix', prefix, '.'], place);
  const bin = join(prefix, 'bin');
  expect(readdirSync(bin).sort()).toEqual(['millrace', 'millrace-mcp']);
  const path = `${bin}:${env.PATH}`;
  const out = execFileSync('millrace', ['--help'], { env: { ...env, PATH: path } });
  expect(String(out)).toContain('Usage: millrace <command> [options]');
});

it('takes the copy of a client for no workspace', async () => {
  const place = join(folder, 'plugin');
  npm(['install', '--prefix', place, tarball], folder);
  const root = join(place, 'node_modules', 'millrace');
  const words = [join(root, 'plugin', 'run.mjs'), 'mcp'];
  const client = new Client(words, { cwd: root, env: { ...env, PLUGIN_ROOT: root } });
  await client.initialize();
  const missing = 'so each call has to name its workspace';
  for (const name of ['status', 'init']) {
    const { error } = await client.call(name);
    expect(error).toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining(missing),
    });
  }
  const { error } = await client.call('status', { workspace: folder });
  expect(error).toMatchObject({ code: 'workspace_not_initialized' });
  const read = await client.request('resources/read', { uri: 'millrace://status' });
  expect(read.error?.message).toContain(missing);
  await client.leave();
});

it('says what to do where a checkout was never built', async () => {
  const place = join(folder, 'clone');
  cpSync(join(repository, 'plugin'), join(place, 'plugin'), { recursive: true });
  const client = new Client([join(place, 'plugin', 'run.mjs'), 'mcp'], { cwd: folder, env });
  expect(await client.ended).toEqual({ code: 1, signal: null });
  expect(client.stderr).toContain('next: run "npm ci && npm run build" in the repository');
  const hook = new Client([join(place, 'plugin', 'run.mjs'), 'state-line'], { cwd: folder, env });
  expect([await hook.ended, hook.stderr]).toEqual([{ code: 0, signal: null }, '']);
});
