import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KernelLock } from '../../src/runtime/host/lock.ts';

const lock = new KernelLock();
let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-lock-test-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the kernel lock', () => {
  it('has one holder, and a next one after the release', () => {
    const held = lock.tryTake(path);
    expect(held).not.toBeNull();
    expect(lock.tryTake(path)).toBeNull();
    held?.release();
    held?.release();
    expect(lock.tryTake(path)).not.toBeNull();
  });
  it('shows who holds it', () => {
    writeFileSync(path, 'a much longer text of an earlier holder');
    lock.tryTake(path)?.describe('me');
    expect(readFileSync(path, 'utf8')).toBe('me');
  });
  it('goes when its holder is killed', async () => {
    const holder = spawn('flock', ['-x', path, 'sh', '-c', 'echo held; exec cat'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    expect(lock.tryTake(path)).toBeNull();
    await killGroup(holder);
    expect(lock.tryTake(path)).not.toBeNull();
  });
  it('is not inherited by programs that its holder starts', async () => {
    const held = lock.tryTake(path);
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    held?.release();
    expect(lock.tryTake(path)).not.toBeNull();
    await killGroup(child);
  });
  it('says what is missing where locks do not work', () => {
    vi.stubEnv('PATH', folder);
    expect(() => lock.tryTake(path)).toThrow(/could not be taken \(ENOENT\).*util-linux/);
    vi.unstubAllEnvs();
  });
});

async function killGroup(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
  await ended;
}
