import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeClock } from '../../src/runtime/host/clock.ts';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { NodeHttp } from '../../src/runtime/host/http.ts';
import { NodeIds } from '../../src/runtime/host/ids.ts';
import { LinuxProcesses } from '../../src/runtime/host/linux-processes.ts';
import type { Notice, Sink } from '../../src/runtime/ports/index.ts';
import { SimClock } from '../../src/sim/sim-clock.ts';
import { FileSinks } from '../../src/user/sinks.ts';
import { sinkOf, type TargetPorts } from '../../src/user/targets.ts';

const never = new AbortController().signal;
const notice: Notice = {
  schema_version: '1.0',
  kind: 'blocked',
  id: 'ab12-7-blocked',
  seq: 7,
  at: '2026-01-01T00:00:00.000Z',
  workspace: { id: 'ab12', name: 'work' },
  simulated: false,
  what: 'task/one is blocked',
  next: 'Call runs_trace for run-1.',
  ids: { work: 'task/one' },
  quoted: 'A <b>title</b> & "more"',
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-targets-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ports(more: Partial<TargetPorts> = {}): TargetPorts {
  return {
    disk: new NodeDisk(),
    clock: new NodeClock(),
    ids: new NodeIds(),
    processes: new LinuxProcesses(),
    http: new NodeHttp(),
    env: { PATH: `${folder}:${process.env.PATH}`, MILLRACE_ATTEMPT: 'mine', TOKEN: 'Bearer t' },
    platform: 'linux',
    root: '/somewhere/work',
    scratch: join(folder, 'scratch'),
    ...more,
  };
}

function shell(script: string, more: Partial<TargetPorts> = {}): Sink {
  const argv: [string, ...string[]] = ['sh', '-c', script, join(folder, 'got')];
  return sinkOf(ports(more), 'script', { type: 'command', argv, kinds: 'all' });
}

function got(): string {
  return readFileSync(join(folder, 'got'), 'utf8');
}

describe('a command', () => {
  it('reads the notification and gets the workspace, and nothing is left behind', async () => {
    const script =
      'cat > "$0"; echo "$MILLRACE_WORKSPACE $MILLRACE_ATTEMPT." >> "$0"; echo printed';
    expect(await shell(script).send(notice, never)).toEqual({ ok: true });
    const [json = '', rest] = got().split('\n');
    expect(JSON.parse(json)).toEqual(notice);
    expect(rest).toBe('/somewhere/work .');
    expect(readdirSync(join(folder, 'scratch'))).toEqual([]);
  });

  it.each([
    ['ends with an error', 'exit 3', 'the program ended with 3'],
    ['is killed', 'kill -9 $$', 'the program ended with a signal'],
  ])('that %s has failed', async (_, script, reason) => {
    expect(await shell(script).send(notice, never)).toEqual({ ok: false, reason });
  });

  it('that is not there has failed', async () => {
    const argv: [string] = ['/no/such/program'];
    const sink = sinkOf(ports(), 'script', { type: 'command', argv, kinds: 'all' });
    const reason = 'the program cannot be started (ENOENT)';
    expect(await sink.send(notice, never)).toEqual({ ok: false, reason });
  });

  it('that hangs is ended with its children', async () => {
    const clock = new SimClock({ auto: true });
    const sink = shell('sleep 60 & echo $! > "$0"; sleep 60', { clock: slowed(clock) });
    const reason = 'no end within 5 seconds';
    expect(await sink.send(notice, never)).toEqual({ ok: false, reason });
    const child = Number(got());
    await expect.poll(() => new LinuxProcesses().startOf(child)).toBe(null);
  });

  it('is ended when whoever tells leaves', async () => {
    const leaving = new AbortController();
    const sent = shell('sleep 60').send(notice, leaving.signal);
    leaving.abort();
    expect(await sent).toEqual({ ok: false, reason: 'interrupted' });
  });
});

/** Five seconds pass as soon as the program has written what the test waits for. */
function slowed(clock: SimClock): TargetPorts['clock'] {
  const sleep = async (ms: number, signal?: AbortSignal) => {
    await expect.poll(() => got()).toMatch(/^\d+\n/);
    await clock.sleep(ms, signal);
  };
  return { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep };
}

describe('the desktop', () => {
  it('gets plain text', async () => {
    writeFileSync(join(folder, 'notify-send'), `#!/bin/sh\nprintf '%s|' "$@" > ${folder}/got\n`, {
      mode: 0o755,
    });
    const sink = sinkOf(ports(), 'desk', { type: 'desktop', kinds: 'all' });
    expect(await sink.send(notice, never)).toEqual({ ok: true });
    expect(got()).toMatchInlineSnapshot(`
      "--app-name=Millrace|--|Millrace: work|task/one is blocked.
      "A &lt;b&gt;title&lt;/b&gt; &amp; "more""|"
    `);
  });

  it('is told by a script on macOS', async () => {
    writeFileSync(join(folder, 'osascript'), `#!/bin/sh\nprintf '%s|' "$@" > ${folder}/got\n`, {
      mode: 0o755,
    });
    const sink = sinkOf(ports({ platform: 'darwin' }), 'desk', {
      type: 'desktop',
      kinds: 'all',
    });
    expect(await sink.send(notice, never)).toEqual({ ok: true });
    expect(got()).toMatchInlineSnapshot(`
      "-e|on run argv|-e|display notification (item 2 of argv) with title (item 1 of argv)|-e|end run|Millrace: work|task/one is blocked.
      "A <b>title</b> & "more""|"
    `);
  });

  it('that is not there is said', async () => {
    const sink = sinkOf(ports({ env: { PATH: '/nowhere' } }), 'desk', {
      type: 'desktop',
      kinds: 'all',
    });
    const reason = 'the program cannot be started (ENOENT)';
    expect(await sink.send(notice, never)).toEqual({ ok: false, reason });
  });
});

describe('a webhook', () => {
  let server: Server;
  let url = '';
  let status = 200;
  let answers = true;
  const requests: { headers: IncomingMessage['headers']; body: string }[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      requests.push({ headers: request.headers, body });
      if (answers) response.writeHead(status, { location: url }).end('words');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`;
  });
  afterAll(() => server.closeAllConnections());

  function hook(more: { header?: string; header_env?: string } = {}, of = ports()): Sink {
    return sinkOf(of, 'phone', { type: 'webhook', url, kinds: 'all', ...more });
  }

  it('gets the notification as JSON, with a header from the environment', async () => {
    const sent = await hook({ header: 'Authorization', header_env: 'TOKEN' }).send(notice, never);
    expect(sent).toEqual({ ok: true });
    const { headers, body } = requests.at(-1) ?? { headers: {}, body: '' };
    expect(JSON.parse(body)).toEqual(notice);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': notice.id,
      authorization: 'Bearer t',
    });
  });

  it('without the variable is not called', async () => {
    const before = requests.length;
    const sent = await hook({ header: 'X-Key', header_env: 'NO_SUCH' }).send(notice, never);
    expect(sent).toEqual({ ok: false, reason: 'the variable NO_SUCH is not set' });
    expect(requests).toHaveLength(before);
  });

  it.each([
    [500, 'the server answered 500'],
    [302, 'the server redirects (302), which is not followed'],
  ])('that answers %i has failed', async (answered, reason) => {
    const before = requests.length;
    status = answered;
    expect(await hook().send(notice, never)).toEqual({ ok: false, reason });
    expect(requests).toHaveLength(before + 1);
    status = 200;
  });

  it('that does not answer is given up when whoever tells leaves', async () => {
    answers = false;
    const leaving = new AbortController();
    const sent = hook().send(notice, leaving.signal);
    const before = requests.length;
    await expect.poll(() => requests.length).toBeGreaterThan(before);
    leaving.abort();
    expect(await sent).toEqual({ ok: false, reason: 'the server cannot be reached (interrupted)' });
    answers = true;
  });

  it('that is slow is given up', async () => {
    answers = false;
    const post = { url, headers: {}, body: '', timeout_ms: 50 };
    const answer = await new NodeHttp().post(post, never);
    expect(answer).toEqual({ status: null, error: 'ETIMEDOUT' });
    answers = true;
  });

  it('that nobody serves has failed', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const address = closed.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await new Promise((resolve) => closed.close(resolve));
    const post = { url: `http://127.0.0.1:${port}/`, headers: {}, body: '', timeout_ms: 5000 };
    const answer = await new NodeHttp().post(post, never);
    expect(answer).toEqual({ status: null, error: 'ECONNREFUSED' });
  });
});

describe('the file of the user', () => {
  const lines: string[] = [];

  function sinks(name: string): FileSinks {
    const config_home = join(folder, name);
    return new FileSinks(ports(), { config_home, log: (line) => lines.push(line) });
  }

  function write(name: string, text: string): void {
    const disk = new NodeDisk();
    if (disk.stat(join(folder, name)) === null) disk.mkdir(join(folder, name));
    const place = join(folder, name, 'millrace');
    if (disk.stat(place) === null) disk.mkdir(place);
    disk.write(join(place, 'notify.toml'), new TextEncoder().encode(text));
  }

  it('is none, then one, then garbage, then mended', () => {
    const own = sinks('config');
    expect(own.list()).toEqual({ sinks: [], problem: null, gone_after_ms: 0 });
    write('config', '[targets.desk]\ntype = "desktop"\nkinds = ["closed"]\n');
    expect(own.list().sinks.map(({ name, kinds }) => [name, kinds])).toEqual([
      ['desk', ['closed']],
    ]);
    expect(own.list().gone_after_ms).toBe(60_000);
    write('config', '[targets');
    expect(own.list()).toMatchObject({ sinks: [], problem: { code: 'config_invalid' } });
    write('config', '');
    expect(own.list()).toMatchObject({ sinks: [], problem: null });
  });

  it('that is a folder is a problem that can be read', () => {
    const disk = new NodeDisk();
    disk.mkdir(join(folder, 'odd'));
    disk.mkdir(join(folder, 'odd', 'millrace'));
    disk.mkdir(join(folder, 'odd', 'millrace', 'notify.toml'));
    expect(sinks('odd').list().problem?.facts.what).toContain('it cannot be read (EISDIR)');
  });

  it('logs with the time', () => {
    sinks('config').log('given up');
    expect(lines.at(-1)).toMatch(/^\[\d{4}-\d\d-\d\dT[\d:.]+Z\] given up$/);
  });
});
