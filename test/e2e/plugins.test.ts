import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as bodyText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { Client } from '../support/program/client.ts';
import { PROGRAMS } from './support/harnesses.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const SESSION_MS_MAX = 120_000;
const SKILLS = [
  'millrace-autonomous-delegation',
  'millrace-loop-authoring',
  'millrace-ops-agent-manual',
];

/** A user who has the tarball and both clients, and no way to the network. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-plugins-')));
const unpacked = join(folder, 'package');
const project = join(folder, 'project');
const env = {
  PATH: `${PROGRAMS}:${process.env.PATH}`,
  HOME: folder,
  IS_SANDBOX: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
};

beforeAll(() => {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(execFileSync('npm', words, { cwd: repository, encoding: 'utf8' }));
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', folder]);
  mkdirSync(project);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function says(program: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(join(PROGRAMS, program), words, {
    cwd: project,
    env,
  });
  return stdout;
}

/** The server in the copy of a client, and what a first session asks of it. */
async function serverIn(copy: string, more: Readonly<Record<string, string>>, cwd: string) {
  const client = new Client([join(copy, 'plugin', 'run.mjs'), 'mcp'], {
    cwd,
    env: { ...env, ...more },
  });
  const { result } = await client.initialize();
  expect(result).toMatchObject({ serverInfo: { name: 'millrace' } });
  return client;
}

function skillsIn(copy: string): string[] {
  return SKILLS.filter((name) => existsSync(join(copy, 'skills', name, 'SKILL.md')));
}

describe('the packed package as a plugin of Claude Code', () => {
  const installed = z.looseObject({
    plugins: z.record(z.string(), z.array(z.looseObject({ installPath: z.string() }))),
  });
  let copy = '';

  it('is valid', async () => {
    for (const manifest of ['', '.claude-plugin/plugin.json']) {
      const words = ['plugin', 'validate', '--strict', join(unpacked, manifest)];
      expect(await says('claude', ...words)).toContain('Validation passed');
    }
  });

  it('is installed as a copy that has the skills and answers', async () => {
    await says('claude', 'plugin', 'marketplace', 'add', unpacked);
    await says('claude', 'plugin', 'install', 'millrace@millrace');
    const file = join(folder, '.claude', 'plugins', 'installed_plugins.json');
    const { plugins } = installed.parse(JSON.parse(readFileSync(file, 'utf8')));
    copy = plugins['millrace@millrace']?.[0]?.installPath ?? '';
    expect(copy.startsWith(join(folder, '.claude', 'plugins', 'cache'))).toBe(true);
    expect(skillsIn(copy)).toEqual(SKILLS);
    const client = await serverIn(copy, { CLAUDE_PLUGIN_ROOT: copy }, project);
    const { error } = await client.call('status');
    expect(error).toMatchObject({ code: 'workspace_not_initialized' });
    await client.leave();
    expect(await says('claude', 'mcp', 'list')).toMatch(
      /^plugin:millrace:millrace: .* Connected$/m,
    );
    const details = await says('claude', 'plugin', 'details', 'millrace');
    for (const name of SKILLS) expect(details).toContain(name);
  });

  it('begins a session with a line of state, and with nothing where no workspace is', async () => {
    expect(await firstRequests()).not.toContain('Millrace in this folder');
    execFileSync(process.execPath, [inject('program'), 'init', '--mode', 'default_offline'], {
      cwd: project,
      env,
    });
    expect(await firstRequests()).toContain('Millrace in this folder (simulated): idle.');
  });

  /** What a session asks a model first, which refuses everything. */
  async function firstRequests(): Promise<string> {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      bodyText(request).then((body) => {
        bodies.push(body);
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end('{"type":"error","error":{"type":"invalid_request_error","message":"no"}}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const more = {
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
      ANTHROPIC_API_KEY: 'a-key-of-nobody',
      NO_PROXY: '127.0.0.1',
    };
    const options = { cwd: project, env: { ...env, ...more }, timeout: SESSION_MS_MAX };
    const session = promisify(execFile)(join(PROGRAMS, 'claude'), ['-p', 'hello'], options);
    await session.catch(() => undefined);
    server.closeAllConnections();
    server.close();
    expect(bodies.join('')).toContain('hello');
    return bodies.join('\n');
  }
});

describe('the packed package as a plugin of Codex', () => {
  it('is installed as a copy that has the skills and answers', async () => {
    await says('codex', 'plugin', 'marketplace', 'add', unpacked);
    const text = await says('codex', 'plugin', 'add', 'millrace@millrace', '--json');
    const { installedPath: copy } = z
      .looseObject({ installedPath: z.string() })
      .parse(JSON.parse(text));
    expect(copy.startsWith(join(folder, '.codex', 'plugins', 'cache'))).toBe(true);
    expect(skillsIn(copy)).toEqual(SKILLS);
    expect(await says('codex', 'mcp', 'list')).toContain(`${copy}/plugin/run.mjs mcp`);
    const client = await serverIn(copy, { PLUGIN_ROOT: copy }, copy);
    expect((await client.call('status')).error).toMatchObject({ code: 'input_invalid' });
    expect(await client.call('status', { workspace: project })).toMatchObject({
      condition: 'idle',
    });
    await client.leave();
  });
});

it('is seen by doctor in both clients, and leaves nothing for setup to write', () => {
  const millrace = (...words: string[]) =>
    execFileSync(process.execPath, [join(unpacked, 'dist', 'bin.js'), ...words], {
      cwd: project,
      env,
      encoding: 'utf8',
    });
  expect(millrace('setup', '--yes').match(/nothing is written/g)).toHaveLength(2);
  expect(millrace('setup', '--skills', 'claude')).toContain('nothing is written');
  expect(millrace('doctor', '--client', 'claude')).toMatch(
    /^Claude Code: plugin millrace@millrace, .*\n.*\n.*\n {2}sees: {3}millrace .*\n {2}works: {2}on .* \(idle\)\n/,
  );
});

it('is connected by setup as well, in both', async () => {
  const home = join(folder, 'other');
  for (const name of ['.claude', '.codex']) mkdirSync(join(home, name), { recursive: true });
  const own = { ...env, HOME: home };
  const program = join(unpacked, 'dist', 'bin.js');
  execFileSync(process.execPath, [program, 'setup', '--yes'], { cwd: project, env: own });
  const list = async (name: string) =>
    (await promisify(execFile)(join(PROGRAMS, name), ['mcp', 'list'], { cwd: project, env: own }))
      .stdout;
  expect(await list('claude')).toMatch(/^millrace: .*dist\/millrace-mcp\.js .* Connected$/m);
  expect(await list('codex')).toMatch(/^millrace .*dist\/millrace-mcp\.js/m);
});
