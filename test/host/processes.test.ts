import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LinuxProcesses } from '../../src/runtime/host/linux-processes.ts';
import type { SpawnRequest } from '../../src/runtime/ports/processes.ts';

const processes = new LinuxProcesses();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-processes-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function request(script: string, more: Partial<SpawnRequest> = {}): SpawnRequest {
  const env = { PATH: process.env.PATH ?? '' };
  const argv = ['sh', '-c', script];
  return { argv, cwd: folder, env, stdin: null, stdout: null, stderr: null, ...more };
}
const entryOf = (pid: number) => processes.list().find((one) => one.pid === pid);

describe('processes', () => {
  it('get files as raw descriptors, appended to', async () => {
    writeFileSync(join(folder, 'in'), 'asked\n');
    writeFileSync(join(folder, 'out'), 'before\n');
    const files = { stdin: join(folder, 'in'), stdout: join(folder, 'out') };
    const child = processes.spawnDetached(request('cat; exit 3', files));
    expect(await child.ended).toEqual({ code: 3, error: null });
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('before\nasked\n');
  });
  it('get exactly the environment that was asked for', async () => {
    const stdout = join(folder, 'env');
    const argv = ['/usr/bin/env'];
    await processes.spawnDetached({ ...request('', { stdout }), argv, env: { A: '1' } }).ended;
    expect(readFileSync(stdout, 'utf8')).toBe('A=1\n');
  });
  it('get one message and its end through a pipe, at once', async () => {
    const { stdin: _, ...rest } = request('cat; exit 4', { stdout: join(folder, 'out') });
    const child = processes.spawnWaiting(rest);
    expect(child.give('a message\n')).toBe(true);
    expect(child.give('another')).toBe(false);
    expect(await child.ended).toEqual({ code: 4, error: null });
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('a message\n');
    expect(child.give('too late')).toBe(false);
  });
  it('get a message that is larger than the pipe', async () => {
    const { stdin: _, ...rest } = request('cat', { stdout: join(folder, 'out') });
    const child = processes.spawnWaiting(rest);
    const text = 'x'.repeat(1_000_000);
    expect(child.give(text)).toBe(true);
    await child.ended;
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe(text);
  });
  it('see the end of a pipe that nobody wrote into', async () => {
    const { stdin: _, ...rest } = request('cat; exit 5');
    const child = processes.spawnWaiting(rest);
    child.hangUp();
    expect(await child.ended).toEqual({ code: 5, error: null });
    const none = processes.spawnWaiting({ ...rest, argv: ['no-such-program-anywhere'] });
    expect(none.give('a message')).toBe(false);
    expect(await none.ended).toEqual({ code: null, error: 'ENOENT' });
  });
  it.each([
    ['ENOENT', { argv: ['no-such-program-anywhere'] }],
    ['ENOENT', { stdin: '/no/such/file' }],
    ['EINVAL', { argv: [] }],
  ])('that cannot start settle with %s', async (error, more) => {
    const child = processes.spawnDetached(request('', more));
    expect(await child.ended).toEqual({ code: null, error });
    expect(child.pid).toBe(0);
  });
  it('are listed with parent, group, arguments and environment, and are signalled', async () => {
    const env = { PATH: process.env.PATH ?? '', MARK: 'yes' };
    const child = processes.spawnDetached(request('exec sleep 30', { env }));
    while (entryOf(child.pid)?.argv[0] !== 'sleep') await Promise.resolve();
    const entry = entryOf(child.pid);
    expect(entry).toMatchObject({
      parent_pid: process.pid,
      group: child.pid,
      argv: ['sleep', '30'],
    });
    expect(entry?.env).toContain('MARK=yes');
    processes.signal({ pid: child.pid, start: 'another' }, 'SIGKILL');
    expect(entryOf(child.pid)).toBeDefined();
    processes.signal({ pid: child.pid, start: entry?.start ?? '' }, 'SIGKILL');
    expect(await child.ended).toEqual({ code: null, error: null });
    expect(entryOf(child.pid)).toBeUndefined();
    processes.signal({ pid: child.pid, start: entry?.start ?? '' }, 'SIGKILL');
    processes.signalGroup(child.pid, 'SIGKILL');
  });
  it('are left out when they are older than what is looked for', () => {
    const own = processes.startOf(process.pid);
    const later = String(Number(own) + 1_000_000);
    const ids = (since: string | null) => processes.list(since).map(({ pid }) => pid);
    expect(ids(own)).toContain(process.pid);
    expect(ids(null)).toContain(process.pid);
    expect(ids(later)).toEqual([]);
  });
  it('are seen by an identity that names this machine and boot', () => {
    const self = processes.self();
    expect(self.boot).toMatch(/^[0-9a-f-]{36}$/);
    expect(self.pid_namespace).toMatch(/^pid:\[\d+\]$/);
    expect(self).toMatchObject({ pid: process.pid, uid: process.getuid?.() });
  });
});
