import { describe, expect, it } from 'vitest';
import { EventLog } from '../../src/runtime/render/event-log.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';

const PATH = '/ws/events.jsonl';

function row(seq: number, more = '', epoch = 'now'): string {
  return `${JSON.stringify({ event_type: 'x', data: { more, epoch, seq } })}\n`;
}

function opened(text: string, lastSeq: number) {
  const disk = new SimDisk();
  disk.plant(PATH, text);
  const log = EventLog.open(disk, PATH, 'now', lastSeq);
  return { disk, log, text: () => new TextDecoder().decode(disk.read(PATH) ?? new Uint8Array()) };
}

describe('an opened event log', () => {
  it('tells its last record and how many rows of it are there', () => {
    expect(opened(row(1) + row(2) + row(2), 9).log.end).toEqual({ seq: 2, rows: 2 });
    expect(opened('', 9).log.end).toEqual({ seq: 0, rows: 0 });
  });

  it('cuts off a torn row', () => {
    const { log, text } = opened(`${row(1)}${row(2)}{"event_type":"x","da`, 9);
    expect(log.end).toEqual({ seq: 2, rows: 1 });
    expect(text()).toBe(row(1) + row(2));
    log.append(row(3));
    expect(text()).toBe(row(1) + row(2) + row(3));
  });

  it('cuts off what a power loss left in the middle of the last write', () => {
    expect(opened(`${row(1)}\0\0\0\0\n\0\0"}\n`, 9).text()).toBe(row(1));
  });

  it('cuts off rows of records that are not there', () => {
    const { log, text } = opened(row(1) + row(2) + row(3) + row(3), 2);
    expect(log.end).toEqual({ seq: 2, rows: 1 });
    expect(text()).toBe(row(1) + row(2));
  });

  it('keeps rows that an earlier release wrote', () => {
    const old = '{"event_type":"runtime_started","data":{}}\n';
    const { log, text } = opened(old + old, 9);
    expect(log.end.seq).toBe(0);
    expect(text()).toBe(old + old);
  });

  it('keeps rows of a journal that is gone, whatever their numbers', () => {
    const old = row(1, '', 'then') + row(900, '', 'then');
    const { log, text } = opened(old, 2);
    expect(log.end.seq).toBe(0);
    expect(text()).toBe(old);
    expect(opened(old + row(1) + row(2), 2).log.end).toEqual({ seq: 2, rows: 1 });
  });

  it('finds the first row of a record that is longer than one look', () => {
    const long = row(2, 'x'.repeat(50_000));
    expect(opened(row(1) + long.repeat(12), 9).log.end).toEqual({ seq: 2, rows: 12 });
  });
});

it('gives the rows of its last record', () => {
  const text = (rows: Uint8Array) => new TextDecoder().decode(rows);
  const last = (content: string) => opened(content, 9).log.last('now');
  expect(text(last(row(1) + row(2) + row(2)).rows)).toBe(row(2) + row(2));
  expect(text(last(row(2) + row(2)).rows)).toBe(row(2) + row(2));
  const long = row(2, 'x'.repeat(50_000));
  expect(text(last(row(1) + long.repeat(12)).rows)).toBe(long.repeat(12));
  expect(last('').seq).toBe(0);
});
