import { expect, it } from 'vitest';
import { LogFile } from '../../src/backend/log-file.ts';
import { SimDisk, type SimFaults } from '../../src/sim/sim-disk.ts';

const PATH = '/logs/deep/loop.log';

it('appends whole lines at once, also to what is there, and makes its folders', () => {
  const disk = new SimDisk();
  const log = new LogFile(disk, PATH);
  expect(disk.stat('/logs')).toBeNull();
  log.line('one');
  expect(disk.dump('/logs/deep')).toEqual({ [PATH]: 'one\n' });
  log.close();
  new LogFile(disk, PATH).line('two');
  expect(disk.dump('/logs/deep')).toEqual({ [PATH]: 'one\ntwo\n' });
});

it('never outgrows its limit, and keeps the newest', () => {
  const disk = new SimDisk();
  const log = new LogFile(disk, PATH, 30);
  for (let line = 0; line < 100; line += 1) log.line(`line ${line}`);
  const files = disk.dump('/logs/deep');
  expect(Object.keys(files)).toEqual([PATH, `${PATH}.1`, `${PATH}.2`]);
  expect(files[PATH]).toBe('line 99\n');
  expect(files[`${PATH}.1`]).toBe('line 96\nline 97\nline 98\n');
  for (const text of Object.values(files)) expect(text?.length).toBeLessThanOrEqual(30);
});

it('is limited also when it was too large before', () => {
  const disk = new SimDisk();
  disk.plant(PATH, 'x'.repeat(50));
  new LogFile(disk, PATH, 30).line('new');
  expect(disk.dump('/logs/deep')[PATH]).toBe('new\n');
});

it('drops what cannot be written, and goes on when it can', () => {
  const faults: SimFaults = { fail: { at: 1, code: 'ENOSPC', sticky: true } };
  const disk = new SimDisk(undefined, faults);
  const log = new LogFile(disk, PATH);
  log.line('lost');
  delete faults.fail;
  log.line('kept');
  expect(disk.dump('/logs/deep')).toEqual({ [PATH]: 'kept\n' });
});
