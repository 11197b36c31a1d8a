import { describe, expect, it } from 'vitest';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { SimDisk, type SimImage } from '../../src/sim/sim-disk.ts';
import { DIR, FIRST, opened, owned, portsOf, recordOf, upTo } from './support/helpers.ts';

const SECOND = `${DIR}/00000002.log`;

/** A small journal as its last owner left it: three records, a base, a delta, two more records. */
function smallJournal(end: 'clean' | 'killed' = 'clean'): SimImage {
  const disk = new SimDisk();
  const model = owned(disk);
  for (let n = 1; n <= 3; n++) model.append();
  model.checkpoint('base');
  model.append();
  model.checkpoint('delta');
  model.append();
  model.append();
  if (end === 'clean') model.journal.close();
  return disk.killImage();
}

function changed(
  image: SimImage,
  path: string,
  change: (bytes: Uint8Array) => Uint8Array,
): SimDisk {
  const disk = new SimDisk(image);
  disk.plant(path, change(disk.read(path) ?? new Uint8Array(0)));
  return disk;
}

const withLines = (change: (lines: string[]) => string[]) => (bytes: Uint8Array) => {
  const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1);
  return new TextEncoder().encode(
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
};

/** What an owner makes of it: the records, or the code of the refusal. */
function outcome(disk: SimDisk, boot = 'boot-1'): number[] | string {
  try {
    const model = opened(disk, boot);
    model.begin();
    return model.numbers;
  } catch (error) {
    if (isMillraceError(error)) return error.code;
    throw error;
  }
}

describe('a changed byte', () => {
  const image = smallJournal();
  const paths = [FIRST, SECOND, `${DIR}/checkpoint`, `${DIR}/mark`, `${DIR}/reserve`];
  it.each(paths)('anywhere in %s is refused or does no harm', (path) => {
    const size = Math.min(new SimDisk(image).stat(path)?.size_bytes ?? 0, 3000);
    const seen = new Set<string>();
    for (let at = 0; at < size; at++) {
      for (const flip of [0x01, 0x80]) {
        const disk = changed(image, path, (bytes) => {
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          return bytes;
        });
        const found = outcome(disk);
        seen.add(JSON.stringify(found));
        if (typeof found === 'string') expect(found).toBe('journal_damaged');
        else expect(found, `byte ${at}`).toEqual(upTo(6));
      }
    }
    expect([...seen].sort()).toMatchSnapshot();
  });

  it('is told from a half-written last record by the mark, or by the shape of the line', () => {
    const put = (fromEnd: number, value: number) => (bytes: Uint8Array) => {
      bytes[bytes.length - fromEnd] = value;
      return bytes;
    };
    const letter = put(9, 120);
    const hole = put(9, 0);
    const feed = put(1, 120);
    expect([letter, hole, feed].map((change) => outcome(changed(image, SECOND, change)))).toEqual([
      'journal_damaged',
      'journal_damaged',
      'journal_damaged',
    ]);
    const rebooted = [letter, hole, feed].map((change) => changed(image, SECOND, change));
    expect(rebooted.map((disk) => outcome(disk, 'boot-2'))).toEqual([
      'journal_damaged',
      upTo(5),
      upTo(5),
    ]);
  });

  it('in history is noticed when that record is asked for', () => {
    const disk = new SimDisk(image);
    disk.plant(FIRST, (disk.dump()[FIRST] ?? '').replace('event 2', 'event 7'));
    const { journal } = opened(disk);
    const codes = upTo(6).map((n) => {
      try {
        return journal.record(n)?.n;
      } catch (error) {
        return isMillraceError(error) ? error.code : error;
      }
    });
    expect(codes).toEqual([1, 'journal_damaged', 3, 4, 5, 6]);
  });
});

describe('changed lines', () => {
  const image = smallJournal();
  const cases: Record<string, (lines: string[]) => string[]> = {
    'the last one is gone': (lines) => lines.slice(0, -1),
    'one in the middle is gone': (lines) => lines.toSpliced(2, 1),
    'one stands there twice': (lines) => lines.toSpliced(2, 0, lines[2] ?? ''),
    'two changed places': ([header = '', a = '', b = '', c = '']) => [header, a, c, b],
    'all are gone': () => [],
    'only the header is left': (lines) => lines.slice(0, 1),
    'a foreign line follows': (lines) => [...lines, 'hello'],
  };
  it.each(Object.entries(cases))('are refused: %s', (name, change) => {
    expect(outcome(changed(image, SECOND, withLines(change)))).toBe('journal_damaged');
    if (name === 'the last one is gone') return;
    expect(outcome(changed(image, SECOND, withLines(change)), 'boot-2')).toBe('journal_damaged');
  });

  it('names the file, the byte and what to do', () => {
    const disk = changed(
      image,
      SECOND,
      withLines((lines) => lines.toSpliced(2, 1)),
    );
    expect(() => opened(disk)).toThrowErrorMatchingInlineSnapshot(
      `[MillraceError: millrace-agents/journal/00000002.log is damaged at byte 380: an acknowledged record is not as written. Expected: records that link to each other without a gap. Next: restore the folder millrace-agents/journal from a backup; or keep a copy of it, move it away and open the workspace again: the state is then rebuilt from the documents in the folders.]`,
    );
  });
});

describe('a missing file', () => {
  const without = (path: string) => {
    const disk = new SimDisk(smallJournal());
    disk.unlink(path);
    return disk;
  };
  it('of a segment in use is damage', () => {
    expect(outcome(without(SECOND))).toBe('journal_damaged');
  });
  it('of the checkpoint is replayed from the first record', () => {
    expect(outcome(without(`${DIR}/checkpoint`))).toEqual(upTo(6));
  });
  it('of the checkpoint and of history is damage', () => {
    const disk = without(`${DIR}/checkpoint`);
    disk.unlink(FIRST);
    expect(outcome(disk)).toBe('journal_damaged');
  });
  it('of history, the mark or the reserve does no harm', () => {
    for (const path of [FIRST, `${DIR}/mark`, `${DIR}/reserve`]) {
      const disk = without(path);
      expect(outcome(disk)).toEqual(upTo(6));
      expect(disk.stat(`${DIR}/reserve`)?.size_bytes).toBe(256 * 1024);
    }
  });
});

describe('a torn last record', () => {
  it.each([1, 30, 65, 100])(
    'of %i bytes is left where it is, and nothing reads it again',
    (size) => {
      const image = smallJournal('killed');
      const line = '0'.repeat(64) + ' {"v":1}'.repeat(9);
      const disk = new SimDisk(image);
      const before = disk.read(SECOND) ?? new Uint8Array(0);
      const torn = new TextEncoder().encode(line.slice(0, size));
      disk.plant(SECOND, Uint8Array.from([...before, ...torn]));

      const model = opened(disk);
      expect(model.begin()).toEqual({
        records: 0,
        unclean: true,
        rebooted: false,
        torn: { file: '00000002.log', at_byte: before.length, size_bytes: size },
      });
      model.append();
      model.journal.close();
      expect(disk.read(SECOND)?.length).toBe(before.length + size);
      const next = opened(disk);
      expect(next.numbers).toEqual(upTo(7));
      expect(next.begin()).toEqual({ records: 0, unclean: false, rebooted: false, torn: null });
      expect(next.journal.record(6)?.n).toBe(6);
    },
  );

  it('of zeros only is no record: room that was made, or what a file system leaves', () => {
    const disk = changed(smallJournal('killed'), SECOND, (bytes) =>
      Uint8Array.from([...bytes, ...new Uint8Array(500)]),
    );
    expect(opened(disk).begin().torn).toBeNull();
  });
});

describe('a journal of a later release', () => {
  const appendBody = (body: object) => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    const { chain, offset } = model.journal.position;
    const text = JSON.stringify(body);
    const line = `${portsOf(disk).hash.sha256(chain + text)} ${text}\n`;
    disk.open(FIRST, 'update').write(new TextEncoder().encode(line), offset);
    return disk;
  };
  it.each([
    ['a version', { ...recordOf(2), v: 2 }],
    ['a change kind', { ...recordOf(2), c: [{ k: 'note@2' }] }],
    ['a change kind like a built-in name', { ...recordOf(2), c: [{ k: 'constructor' }] }],
  ])('with %s that is unknown is refused', (_name, body) => {
    expect(outcome(appendBody(body))).toBe('journal_newer');
  });
  it.each([
    ['a gap', { ...recordOf(3) }],
    ['no changes', { v: 1, n: 2 }],
    ['a change without a kind', { ...recordOf(2), c: [1] }],
    ['a list for a body', []],
    ['no cause', { ...recordOf(2), why: undefined }],
  ])('that links but has %s is damaged', (_name, body) => {
    expect(outcome(appendBody(body))).toBe('journal_damaged');
  });
});
