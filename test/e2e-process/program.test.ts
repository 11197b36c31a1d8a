import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { version } from '../../src/package.ts';
import { Client } from '../support/program/client.ts';

/** The program as it is installed, on real folders. */
const program = inject('program');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-program-')));
const workspace = join(folder, 'workspace');
const env = { PATH: process.env.PATH, HOME: folder, MILLRACE_WORKSPACE: workspace };

beforeAll(() => {
  mkdirSync(workspace);
  writeFileSync(join(folder, 'secret.md'), '# Secret\n');
  symlinkSync(join(folder, 'secret.md'), join(workspace, 'link.md'));
  writeFileSync(
    join(workspace, 'spec.md'),
    '# Say hello\n\nGreet.\n\n## Acceptance\n\n- It greets\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function command(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('millrace mcp', () => {
  const answers: unknown[] = [];
  let server: Client;

  async function call(name: string, args: object = {}): Promise<unknown> {
    const { result } = await server.request('tools/call', { name, arguments: args });
    answers.push(result?.structuredContent);
    return result?.structuredContent;
  }

  beforeAll(async () => {
    server = new Client([program, 'mcp'], { env });
    const { result } = await server.initialize();
    expect(result).toMatchObject({ serverInfo: { name: 'millrace', version } });
  });

  it('refuses what needs a workspace before there is one', async () => {
    for (const name of [
      'compile_validate',
      'run_once',
      'status',
      'runs_trace',
      'upgrade_preview',
    ]) {
      expect(await call(name)).toMatchObject({ error: { code: 'workspace_not_initialized' } });
    }
    expect(await call('enqueue_spec', { document: '# T' })).toMatchObject({
      error: { code: 'workspace_not_initialized' },
    });
    const { result: listed } = await server.request('resources/list');
    expect(listed).toMatchObject({
      resources: expect.arrayContaining([
        expect.objectContaining({ uri: 'millrace://status' }),
        expect.objectContaining({ uri: 'millrace://plan' }),
      ]),
    });
  });

  it('refuses to make one of a file, or with a mode that is not there', async () => {
    expect(await call('init', { workspace: join(folder, 'secret.md') })).toMatchObject({
      error: { code: 'workspace_not_writable' },
    });
    expect(await call('init', { mode: 'no_such_mode' })).toMatchObject({
      error: { code: 'mode_unknown' },
    });
  });

  it('makes one, once', async () => {
    expect(await call('init', { mode: 'default_offline' })).toMatchObject({
      created: true,
      simulated: true,
      mode: 'default_offline',
    });
    expect(await call('init')).toMatchObject({ created: false, mode: 'default_offline' });
  });

  it('validates, takes a spec in, and refuses what lies outside', async () => {
    expect(await call('compile_validate')).toMatchObject({ valid: true, diagnostics_total: 0 });
    expect(await call('enqueue_spec', { path: 'link.md' })).toMatchObject({
      error: { code: 'path_outside_workspace' },
    });
    expect(await call('enqueue_spec', { path: 'spec.md' })).toMatchObject({ already: false });
    expect(await call('enqueue_spec', { path: 'spec.md' })).toMatchObject({ already: true });
    expect(await call('status')).toMatchObject({ simulated: true, queues: { spec: { queue: 1 } } });
  });

  it('shows the plan and each of its graphs', async () => {
    const plan = await server.request('resources/read', { uri: 'millrace://plan' });
    expect(JSON.stringify(plan.result)).toContain('millrace://plan');
    const graph = await server.request('resources/read', { uri: 'millrace://graph/execution' });
    expect(JSON.stringify(graph.result)).toContain('compiled_stage_graph');
  });

  it('names the folder that was looked at in an error, and nothing else of this machine', async () => {
    server.child.stdin.end();
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(server.stray).toEqual([]);
    expect(server.stderr).toBe('');
    const errors = answers.filter((answer) => JSON.stringify(answer).includes('"error"'));
    expect(errors.length).toBeGreaterThan(5);
    const named = JSON.stringify(errors);
    expect(named).toContain(workspace);
    const given = [workspace, join(folder, 'secret.md')];
    const rest = given.reduce((text, path) => text.replaceAll(path, ''), named);
    expect(rest).not.toContain(folder);
    expect(rest).not.toContain(dirname(dirname(program)));
  });
});

describe('millrace in a terminal', () => {
  it('answers on stdout, complains on stderr', () => {
    expect(command('version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(command('mcp', '--workspce', 'x')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        "error input_invalid: millrace mcp: Unknown option '--workspce'; did you mean --workspace? " +
        'Expected: millrace mcp [--workspace PATH] [--tools core|full].\nnext: See millrace mcp --help.\n',
    });
    const refused = command('status', '--workspace', folder, '--json');
    expect([refused.status, refused.stdout]).toEqual([3, '']);
    expect(JSON.parse(refused.stderr)).toMatchObject({
      error: { code: 'workspace_not_initialized' },
    });
  });

  it('names what to do next as a command, also where a process of its own fails', () => {
    for (const words of [['status'], ['run', 'daemon'], ['service', 'status']]) {
      const { status, stderr } = command(...words, '--workspace', folder);
      expect([words, status, stderr]).toEqual([
        words,
        3,
        expect.stringContaining('\nnext: run `millrace init`'),
      ]);
    }
  });
});
