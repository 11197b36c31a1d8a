import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { Blobs, Journal } from '../../src/runtime/journal/index.ts';
import { Model, portsOf, upTo } from './support/helpers.ts';

const ports = portsOf(new NodeDisk());
let root = '';
let dir = '';

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-'));
  dir = `${root}/millrace-agents/journal`;
  Journal.create(ports, dir);
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function owner(): Model {
  const model = new Model(ports, dir);
  model.begin();
  return model;
}

it('keeps records, checkpoints and history on a real file system', () => {
  const model = owner();
  const follower = new Model(ports, dir);
  for (let n = 1; n <= 20; n++) {
    model.append(n * 100);
    if (n % 6 === 0) model.checkpoint(n % 4 === 0 ? 'base' : 'delta');
    expect(follower.journal.follow(follower.each)).toBe('same');
    expect(follower.numbers).toEqual(upTo(n));
  }
  model.journal.close();
  const next = owner();
  expect(next.numbers).toEqual(upTo(20));
  expect(upTo(20).map((n) => next.journal.record(n)?.n)).toEqual(upTo(20));
  next.journal.close();
  follower.journal.close();
});

it('notices that its folder was deleted, and rebuilds it', () => {
  const model = owner();
  model.append();
  fs.rmSync(`${root}/millrace-agents`, { recursive: true });
  expect(() => model.append()).toThrow('was deleted or replaced');
  model.journal.rebuildFrom('1');
  model.append();
  model.journal.close();
  expect(owner().numbers).toEqual([1, 2]);
});

it('cuts off what a dead owner left half written', () => {
  owner().append();
  fs.appendFileSync(`${dir}/00000001.log`, 'half a li');
  const next = new Model(ports, dir);
  expect(next.begin().torn?.size_bytes).toBe(9);
  next.append();
  expect(owner().numbers).toEqual([1, 2]);
});

it('keeps blobs', () => {
  const blobs = new Blobs(ports, `${root}/millrace-agents/blobs`);
  const bytes = new Uint8Array(100_000).fill(7);
  const sha256 = ports.hash.sha256(bytes);
  blobs.put(sha256, bytes);
  blobs.put(sha256, bytes);
  expect(blobs.get(sha256)).toEqual(Buffer.from(bytes));
  expect(fs.readdirSync(`${root}/millrace-agents/blobs`)).toEqual([sha256]);
});
