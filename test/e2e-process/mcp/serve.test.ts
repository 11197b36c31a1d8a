import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { ServeProcess } from '../../support/program/serve.ts';
import { SPEC } from '../../support/program/specs.ts';
import { Workspace } from '../../support/program/workspace.ts';
import { it } from '../support/test.ts';

const TOKEN_FILE = '.local/state/millrace/serve-token';

async function other<T>(use: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = new Workspace();
  try {
    return await use(workspace);
  } finally {
    workspace.end();
  }
}

describe.concurrent('millrace serve', () => {
  it('says where it is and how clients connect, and keeps its token to its user', async ({
    offline,
  }) => {
    const server = await ServeProcess.start(offline);
    const address = server.addressOf(offline);
    const path = join(offline.folder, TOKEN_FILE);
    expect(statSync(path).mode % 0o1000).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(server.printed).not.toContain(server.token);
    const shown = server.printed
      .replaceAll(address, '<address>')
      .replaceAll(offline.folder, '<home>')
      .replace(/:\d+; /, ':<port>; ');
    expect(shown).toMatchInlineSnapshot(`
      "Serving on http://127.0.0.1:<port>; Ctrl-C ends it.
        <home>/work
          <address>
      Clients send the token in <home>/.local/state/millrace/serve-token:
        export MILLRACE_TOKEN="$(cat <home>/.local/state/millrace/serve-token)"
        claude mcp add --transport http millrace <address> --header 'Authorization: Bearer \${MILLRACE_TOKEN}'
        codex mcp add millrace --url <address> --bearer-token-env-var MILLRACE_TOKEN
      "
    `);
    expect(await server.call(address, 'status')).toMatchObject({ condition: 'idle' });
    const ended = await server.stop();
    expect([ended.code, ended.err]).toEqual([0, 'Ending when the calls in flight are answered.\n']);
    const again = await ServeProcess.start(offline);
    expect(again.token).toBe(server.token);
    expect((await again.stop('SIGINT')).code).toBe(0);
  });

  it('shows many clients one truth, also that of a loop and of stdio', async ({ offline }) => {
    const server = await ServeProcess.start(offline);
    const address = server.addressOf(offline);
    const status = (client: number) =>
      server
        .ask(address, 'tools/call', { name: 'status' }, { 'User-Agent': `client-${client}/1` })
        .then(({ result }) => result?.structuredContent);
    const clients = Array.from({ length: 20 }, (_, client) => client);
    await Promise.all(clients.map(status));
    const stdio = await offline.client();
    await stdio.call('enqueue_spec', { document: SPEC });
    const seen = await Promise.all(clients.map(status));
    for (const one of seen) expect(one).toEqual(seen[0]);
    expect(seen[0]).toMatchObject({ queues: { spec: { queue: 1 } } });
    await server.call(address, 'run_start');
    const waits = clients.map(() =>
      server.call(address, 'run_wait', { until: 'closed', wait_seconds: 200 }),
    );
    for (const answer of await Promise.all(waits)) {
      expect(answer).toMatchObject({ reason: 'closed', closed_roots: 1 });
    }
    expect(await stdio.call('status')).toMatchObject({ closed_roots: 1 });
    await stdio.leave();
    expect((await server.stop()).code).toBe(0);
  });

  it('serves several workspaces, and no call leads from one to what it does not serve', async ({
    offline,
    maker,
  }) => {
    await other(async (second) => {
      await other(async (third) => {
        for (const { root } of [second, third])
          await maker.call('init', { workspace: root, mode: 'default_offline' });
        const words = ['--workspace', offline.root, '--workspace', second.root];
        const server = await ServeProcess.start(offline, ...words);
        const [first, address] = [server.addressOf(offline), server.addressOf(second)];
        await server.call(address, 'enqueue_spec', { document: SPEC });
        expect(await server.call(first, 'status')).toMatchObject({ queues: {} });
        const named = { workspace: second.root };
        expect(await server.call(first, 'status', named)).toMatchObject({
          queues: { spec: { queue: 1 } },
        });
        for (const workspace of [third.root, '/', offline.folder, `${offline.root}/..`]) {
          const { error } = await server.call(first, 'status', { workspace });
          expect(error).toMatchObject({ code: 'workspace_out_of_reach' });
        }
        second.remove('millrace-agents');
        expect(await server.call(first, 'status', named)).toMatchObject({
          problems: [expect.stringContaining('State was deleted')],
        });
        await second.answer('init', '--mode', 'default_offline', '--state', 'anew');
        expect(await server.call(first, 'status', named)).toMatchObject({
          error: { code: 'workspace_out_of_reach' },
        });
        const missing = address.replace(/[0-9a-f]{32}/, 'b'.repeat(32));
        expect((await server.send(missing, { method: 'ping' })).status).toBe(404);
        await server.stop();
      });
    });
  });

  it('finds by --all what its user has, and what is made later', async ({ empty }) => {
    const server = await ServeProcess.start(empty, '--all');
    expect(server.addresses.size).toBe(0);
    expect(server.printed).toContain('No workspace is known yet');
    await empty.answer('init', '--mode', 'default_offline');
    const id = empty.read('millrace-agents/state/workspace_id').trim();
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(server.printed)?.[1];
    const address = `http://127.0.0.1:${port}/w/${id}/mcp`;
    expect(await server.call(address, 'status')).toMatchObject({ condition: expect.any(String) });
    await server.stop();
    const again = await ServeProcess.start(empty, '--all');
    expect(again.addresses.get(empty.root)).toContain(id);
    await again.stop();
  });

  it('says what became of a workspace that is deleted, made anew or moved', async ({ empty }) => {
    await empty.answer('init', '--mode', 'default_offline');
    const server = await ServeProcess.start(empty);
    const address = server.addressOf(empty);
    await server.call(address, 'enqueue_spec', { document: SPEC });
    const moved = join(empty.folder, 'moved');
    renameSync(empty.root, moved);
    expect(JSON.stringify(await server.call(address, 'status'))).toContain('state_deleted');
    // Whoever owns it at its new place makes that known.
    const act = (...words: string[]) =>
      other((elsewhere) => {
        elsewhere.env = empty.env;
        return elsewhere.run(...words, '--workspace', moved);
      });
    expect(await act('pause')).toMatchObject({ code: 0 });
    expect(await server.call(address, 'status')).toMatchObject({
      condition: 'paused',
      blockers_total: 1,
      queues: { spec: { queue: 1 } },
    });
    rmSync(moved, { recursive: true });
    mkdirSync(moved);
    const anew = ['init', '--state', 'anew', '--mode', 'default_offline'];
    expect(await act(...anew)).toMatchObject({ code: 0 });
    const gone = await server.ask(address, 'tools/call', { name: 'status' });
    expect(gone.error).toMatchObject({
      message: expect.stringContaining(`gone: another one was made at ${moved}`),
      data: { error: { code: 'resource_not_found' } },
    });
    await server.stop();
  });

  it('tells clients of the newer era what changes, and ends their streams with itself', async ({
    offline,
  }) => {
    const server = await ServeProcess.start(offline);
    const address = server.addressOf(offline);
    const uri = 'millrace://status';
    const heard = server.listen(address, uri, new AbortController().signal);
    const first = await heard.next();
    expect(first.value).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
    const stdio = await offline.client();
    await stdio.call('enqueue_spec', { document: SPEC });
    const next = await heard.next();
    expect(next.value).toMatchObject({
      method: 'notifications/resources/updated',
      params: { uri },
    });
    await stdio.leave();
    const rest = (async () => {
      for await (const _ of heard);
    })();
    expect((await server.stop()).code).toBe(0);
    await rest;
  });

  it('refuses a token that others could have read, and a port that is taken', async ({
    offline,
  }) => {
    const server = await ServeProcess.start(offline);
    const port = /:(\d+);/.exec(server.printed)?.[1] ?? '';
    const second = await offline.run('serve', '--port', port);
    expect(second).toMatchObject({ code: 3, out: '' });
    expect(second.err).toContain('error port_not_available: Another process listens on port');
    const path = join(offline.folder, TOKEN_FILE);
    const cases: (() => void)[] = [
      () => chmodSync(path, 0o640),
      () => {
        renameSync(path, `${path}.real`);
        symlinkSync(`${path}.real`, path);
      },
      () => {
        rmSync(path);
        writeFileSync(path, 'short\n', { mode: 0o600 });
      },
    ];
    for (const spoil of cases) {
      spoil();
      const refused = await offline.run('serve', '--port', '0');
      expect(refused).toMatchObject({ code: 3, out: '' });
      expect(refused.err).toContain('error token_not_private: ');
      expect(refused.err).not.toContain(server.token);
    }
    rmSync(path);
    const anew = await ServeProcess.start(offline);
    expect(anew.token).not.toBe(server.token);
    await anew.stop();
    await server.stop();
    expect(existsSync(path)).toBe(true);
  });

  it('says what is wrong with how it was started', async ({ empty }) => {
    for (const words of [
      ['--port', 'x'],
      ['--port', '70000'],
      ['--tools', 'some'],
      ['more'],
      ['--workspace'],
    ]) {
      expect(await empty.run('serve', ...words)).toMatchObject({ code: 2, out: '' });
    }
    const none = await empty.run('serve', '--port', '0');
    expect(none.code).toBe(3);
    expect(none.err).toContain('workspace_not_initialized');
    expect(existsSync(join(empty.folder, TOKEN_FILE))).toBe(false);
  });

  it('ends with calls in flight', async ({ offline }) => {
    const server = await ServeProcess.start(offline);
    const wait = server.call(server.addressOf(offline), 'run_wait', { wait_seconds: 200 });
    await server.call(server.addressOf(offline), 'status');
    const ended = await server.stop();
    expect(ended.code).toBe(0);
    expect(await wait).toMatchObject({ reason: 'stopped' });
  });
});
