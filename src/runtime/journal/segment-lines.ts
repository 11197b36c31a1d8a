import type { JournalRecord } from '../kernel/changes/record.ts';
import type { Hash } from '../ports/small.ts';
import {
  BODY_AT,
  decodeText,
  encoder,
  HASH_LENGTH,
  LINE_FEED,
  LineCheck,
  parseRecord,
} from './codec.ts';
import { damaged } from './errors.ts';
import { headerIn } from './segment.ts';

/** A line of a segment, and the hash that it links to. */
export interface SegmentLine {
  readonly previous: string;
  readonly bytes: Uint8Array;
  readonly at_byte: number;
}

export interface SegmentBytes {
  /** Name of the file, for errors. */
  readonly file: string;
  readonly segment: number;
  readonly bytes: Uint8Array;
  /** Each line then starts with the hash that it links to: the lines between are gone. */
  readonly compacted: boolean;
}

/** Holds the number of a record. */
const HEAD_LENGTH = 40;
const latin1 = new TextDecoder('latin1');

/** The lines of records in a segment, in order, up to a half-written one. */
export function* linesOf(hash: Hash, content: SegmentBytes): IterableIterator<SegmentLine> {
  const { bytes, compacted } = content;
  const start = headerIn(hash, bytes, content);
  let previous = start.chain;
  let at = start.offset;
  for (let feed = bytes.indexOf(LINE_FEED, at); feed >= 0; feed = bytes.indexOf(LINE_FEED, at)) {
    const from = compacted ? at + BODY_AT : at;
    if (compacted) previous = latin1.decode(bytes.subarray(at, at + HASH_LENGTH));
    const line = bytes.subarray(from, feed);
    yield { previous, bytes: line, at_byte: from };
    previous = latin1.decode(line.subarray(0, HASH_LENGTH));
    at = feed + 1;
  }
}

/** The record of a line, checked against the hash that it links to. */
export function recordIn(hash: Hash, { file }: SegmentBytes, one: SegmentLine): JournalRecord {
  const place = { file, at_byte: one.at_byte };
  const body = new LineCheck(hash, one.previous).accept(one.bytes);
  if (body === null) throw damaged(place, 'a record is not as written');
  return parseRecord(decodeText(body, place), place);
}

/** The segment without the records that nobody wants to keep. */
export function compacted(
  hash: Hash,
  content: SegmentBytes,
  wanted: (record: JournalRecord) => boolean,
): Uint8Array {
  const { offset } = headerIn(hash, content.bytes, content);
  const parts = [content.bytes.subarray(0, offset)];
  for (const one of linesOf(hash, content)) {
    if (!wanted(recordIn(hash, content, one))) continue;
    parts.push(encoder.encode(`${one.previous} `), one.bytes, Uint8Array.of(LINE_FEED));
  }
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The number of a line's record, without reading the rest of it. */
export function numberOf(line: Uint8Array): number {
  const head = latin1.decode(line.subarray(BODY_AT, BODY_AT + HEAD_LENGTH));
  const found = /^\{"v":1,"n":(\d+),/.exec(head)?.[1];
  return found === undefined ? 0 : Number(found);
}

/** Numbers of the records that hold a text (ASCII), ascending. */
export function numbersIn({ bytes, compacted: isCompacted }: SegmentBytes, text: string): number[] {
  // A search in bytes: to make a text of them takes several times as long.
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const numbers: number[] = [];
  for (let at = all.indexOf(text, 0, 'latin1'); at >= 0; ) {
    const from = all.lastIndexOf(LINE_FEED, at) + 1;
    const feed = all.indexOf(LINE_FEED, at);
    if (feed < 0) break;
    const seq = numberOf(bytes.subarray(isCompacted ? from + BODY_AT : from, feed));
    if (seq > 0) numbers.push(seq);
    at = all.indexOf(text, feed, 'latin1');
  }
  return numbers;
}
