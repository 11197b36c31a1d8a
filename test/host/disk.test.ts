import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { DiskFault } from '../../src/runtime/ports/disk.ts';
import { describeDiskContract } from '../support/disk-contract.ts';

const scratch: string[] = [];
afterEach(() => {
  for (const dir of scratch.splice(0)) fs.rmSync(dir, { recursive: true, force: true });
});

function scratchDir(): string {
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'disk-')));
  scratch.push(dir);
  return dir;
}

describeDiskContract('NodeDisk', () => ({
  disk: new NodeDisk(),
  dir: scratchDir(),
  symlink: (at, target) => fs.symlinkSync(target, at),
}));

it('never waits for a pipe', () => {
  const pipe = `${scratchDir()}/pipe`;
  spawnSync('mkfifo', [pipe]);
  expect(() => new NodeDisk().read(pipe)).toThrow(DiskFault);
  expect(new NodeDisk().stat(pipe)?.kind).toBe('other');
});

it('loops over a full device with a coded fault', () => {
  expect(() => new NodeDisk().write('/dev/full', new Uint8Array(10))).toThrow(/ENOSPC/);
});

it('leaves a wrong argument a defect of its caller', () => {
  expect(() => new NodeDisk().read('nul\0byte')).not.toThrow(DiskFault);
  expect(() => new NodeDisk().read('nul\0byte')).toThrow(TypeError);
});
