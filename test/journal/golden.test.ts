import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { Journal } from '../../src/runtime/journal/index.ts';
import type { JournalRecord } from '../../src/runtime/kernel/changes/record.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { DIR, portsOf } from './support/helpers.ts';

/**
 * Journals of each released format. What is there is never changed: every later release has to
 * read it.
 */
const GOLDEN = join(import.meta.dirname, 'golden');
const FILES = ['00000001.log', '00000002.log', 'checkpoint'];
const HEX = 'd'.repeat(64);

const CHANGES: JournalRecord['c'][] = [
  [{ k: 'open@1', epoch: '0f3a' }],
  [
    { k: 'plan@1', plan_id: 'plan-1', sha256: HEX },
    {
      k: 'note@1',
      event: 'noted',
      data: { text: 'caf\u00e9 \u{1f600} "quoted"\n', n: 1.5, ok: true },
    },
  ],
  [{ k: 'pause@1', source: 'operator', reason: 'lunch', until: null }],
  [{ k: 'resume@1', source: 'operator' }],
  [],
];

const RECORDS = CHANGES.map(
  (c, index): JournalRecord => ({
    v: 1,
    n: index + 1,
    at: `2026-01-01T00:00:0${index}Z`,
    c,
    why: [{ input: 'test', rule: `rule-${index}`, evidence: ['a', 'b'] }],
  }),
);

function written(): SimDisk {
  const disk = new SimDisk();
  const ports = portsOf(disk);
  Journal.create(ports, DIR);
  const journal = new Journal(ports, DIR);
  journal.load();
  journal.begin(() => {});
  for (const record of RECORDS) {
    journal.append(record);
    if (record.n === 2) journal.checkpoint('base', '{"state":"base"}');
    if (record.n === 3) journal.checkpoint('delta', 'delta \u{1f600}\n');
  }
  journal.close();
  return disk;
}

it.each(FILES)('format 1 is written as it was: %s', async (file) => {
  await expect(written().dump()[`${DIR}/${file}`]).toMatchFileSnapshot(
    join(GOLDEN, 'format-1', file),
  );
});

it('format 1 is read as it was', () => {
  const real = new NodeDisk();
  const disk = new SimDisk();
  for (const file of FILES) {
    const bytes = real.read(join(GOLDEN, 'format-1', file));
    expect(bytes).not.toBeNull();
    disk.plant(`${DIR}/${file}`, bytes ?? '');
  }
  const journal = new Journal(portsOf(disk), DIR);
  const read: number[] = [];
  const { checkpoint } = journal.load();
  journal.replay((record) => read.push(record.n));
  expect(checkpoint).toMatchInlineSnapshot(`
    {
      "at": {
        "chain": "364cf416a457fff16a168690b1515d49135961782a5b398db0b15dcc4b821b05",
        "offset": 417,
        "segment": 2,
        "seq": 3,
      },
      "deltas": 1,
      "texts": [
        "{"state":"base"}",
        "delta 😀
    ",
      ],
    }
  `);
  expect(read).toEqual([4, 5]);
  expect(RECORDS.map(({ n }) => journal.record(n))).toEqual(RECORDS);
  expect(journal.position).toMatchInlineSnapshot(`
    {
      "chain": "787586a6b0dbdfc7c23d89ab502dfdddc6670d083111cd3b9f469d898549c4c1",
      "offset": 805,
      "segment": 2,
      "seq": 5,
    }
  `);
});
