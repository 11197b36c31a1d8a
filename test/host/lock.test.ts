import { type ChildProcess, spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    expect(await lock.wait(path).taken).not.toBeNull();
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

describe('a wait for the kernel lock', () => {
  it('ends when the holder lets go, and then it is held', async () => {
    const held = lock.tryTake(path);
    const wait = lock.wait(path);
    held?.release();
    const taken = await wait.taken;
    expect(taken).not.toBeNull();
    expect(lock.tryTake(path)).toBeNull();
    taken?.release();
    expect(lock.tryTake(path)).not.toBeNull();
  });
  it('that is given up leaves the lock to others', async () => {
    const held = lock.tryTake(path);
    const wait = lock.wait(path);
    wait.giveUp();
    expect(await wait.taken).toBeNull();
    held?.release();
    expect(lock.tryTake(path)).not.toBeNull();
  });
  it('is for the file that has the name in the end', async () => {
    const held = lock.tryTake(path);
    const wait = lock.wait(path);
    rmSync(path);
    writeFileSync(path, 'another file');
    held?.release();
    expect(await wait.taken).toBeNull();
  });
  it('makes no file', () => {
    expect(() => lock.wait(path)).toThrow(/ENOENT/);
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });
});

async function killGroup(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
  await ended;
}
