import { z } from 'zod';
import { sha256Hex } from '../plan/primitives.ts';
import type { Hash } from '../ports/small.ts';
import { decodeText, encodeLine, LINE_FEED, LineCheck, parseJson } from './codec.ts';
import { prepare } from './durable.ts';
import { damaged, newer } from './errors.ts';
import { GENESIS_CHAIN, type JournalPorts, type Position } from './types.ts';

const NAME = /^(\d{8})\.log$/;
const HEADER_SIZE_MAX_BYTES = 512;
const FORMAT = 1;

/**
 * First line of a segment: what stands in it comes after record `after`, whatever the segment
 * before holds beyond that.
 */
const headerBody = z.strictObject({
  journal: z.literal(FORMAT),
  segment: z.number().int().min(1),
  after: z.number().int().min(0),
  chain: sha256Hex,
});
const anyFormat = z.looseObject({ journal: z.number() });

export function segmentName(segment: number): string {
  return `${String(segment).padStart(8, '0')}.log`;
}

/** Numbers of the segments in the folder, ascending. */
export function listSegments({ disk }: JournalPorts, dir: string): number[] {
  return (disk.list(dir) ?? []).flatMap(({ name }) => {
    const number = NAME.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

/**
 * The synced but still unnamed file of a segment:
 * its header, then `tail`, whole lines that follow `after`.
 */
export function prepareSegment(
  ports: JournalPorts,
  path: string,
  start: Omit<Position, 'offset'>,
  tail: Uint8Array,
): { scratch: string; offset: number } {
  const { segment, seq: after, chain } = start;
  const body = JSON.stringify({ journal: FORMAT, segment, after, chain });
  const header = encodeLine(ports.hash, GENESIS_CHAIN, body).bytes;
  return { scratch: prepare(ports.disk, path, [header, tail]), offset: header.length };
}

/** Where the first record of the segment starts, or null when there is no such segment. */
export function readHeader(ports: JournalPorts, dir: string, segment: number): Position | null {
  const file = segmentName(segment);
  if (ports.disk.stat(`${dir}/${file}`) === null) return null;
  const open = ports.disk.open(`${dir}/${file}`, 'read');
  try {
    return headerIn(ports.hash, open.read(0, HEADER_SIZE_MAX_BYTES), { file, segment });
  } finally {
    open.close();
  }
}

/** The same from the first bytes of a segment, however they were kept. */
export function headerIn(
  hash: Hash,
  bytes: Uint8Array,
  { file, segment }: { readonly file: string; readonly segment: number },
): Position {
  const place = { file, at_byte: 0 };
  const end = bytes.indexOf(LINE_FEED);
  const line = bytes.subarray(0, Math.max(0, end));
  const body = new LineCheck(hash, GENESIS_CHAIN).accept(line);
  if (body === null) throw damaged(place, 'the first line of the segment is not as written');
  const value = parseJson(decodeText(body, place), place);
  const parsed = headerBody.safeParse(value);
  if (!parsed.success) {
    if (anyFormat.safeParse(value).success) throw newer(place, 'a segment of another format');
    throw damaged(place, 'the first line of the segment is no header');
  }
  if (parsed.data.segment !== segment) throw damaged(place, 'it is another segment, renamed');
  return { seq: parsed.data.after, chain: parsed.data.chain, segment, offset: end + 1 };
}
