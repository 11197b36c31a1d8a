import type { Change } from '../kernel/changes/changes.ts';
import type { JournalRecord } from '../kernel/changes/record.ts';
import type { Hash } from '../ports/small.ts';
import { damaged, type JournalOffset, newer } from './errors.ts';

/**
 * A line is `<64 hex> <body>\n`; the hex is the SHA-256 of the hex of the line before and this
 * body. JSON has no raw line feed, so a line feed is always the end of a line.
 */
export const HASH_LENGTH = 64;
/** The hex and the space. */
export const BODY_AT = HASH_LENGTH + 1;
export const LINE_FEED = 10;
const SPACE = 32;

export const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decodeText(bytes: Uint8Array, place: JournalOffset): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw damaged(place, 'the text is not UTF-8');
    throw error;
  }
}

export function parseJson(text: string, place: JournalOffset): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(place, 'the text is not JSON');
    throw error;
  }
}

export interface Line {
  readonly chain: string;
  readonly bytes: Uint8Array;
}

/** The hash covers the previous hash and the body, which stand next to each other here for a moment. */
export function encodeLine(hash: Hash, previous: string, body: string): Line {
  const bytes = encoder.encode(` ${previous}${body}\n`);
  const chain = hash.sha256(bytes.subarray(1, -1));
  encoder.encodeInto(`${chain} `, bytes);
  return { chain, bytes };
}

/** Checks lines one after the other; holds the hash that the next one has to link to. */
export class LineCheck {
  private scratch = new Uint8Array(512);
  chain: string;

  constructor(
    private readonly hash: Hash,
    chain: string,
  ) {
    this.chain = chain;
    encoder.encodeInto(chain, this.scratch);
  }

  /** `line` without its line feed. Returns the body, or null when the line does not link. */
  accept(line: Uint8Array): Uint8Array | null {
    if (line.length <= BODY_AT || line[HASH_LENGTH] !== SPACE) return null;
    const body = line.subarray(BODY_AT);
    const size = HASH_LENGTH + body.length;
    if (this.scratch.length < size) this.grow(size);
    this.scratch.set(body, HASH_LENGTH);
    const digest = this.hash.sha256(this.scratch.subarray(0, size));
    if (!startsWith(line, digest)) return null;
    this.scratch.set(line.subarray(0, HASH_LENGTH));
    this.chain = digest;
    return body;
  }

  private grow(size: number): void {
    const larger = new Uint8Array(size * 2);
    larger.set(this.scratch.subarray(0, HASH_LENGTH));
    this.scratch = larger;
  }
}

function startsWith(line: Uint8Array, ascii: string): boolean {
  for (let at = 0; at < ascii.length; at++) if (line[at] !== ascii.charCodeAt(at)) return false;
  return true;
}

/** Every change kind that this release can read; the type makes the list complete. */
const KNOWN_KINDS: Readonly<Record<Change['k'], true>> = {
  'open@1': true,
  'epoch@1': true,
  'plan@1': true,
  'config@1': true,
  'admit@1': true,
  'revise@1': true,
  'move@1': true,
  'rehome@1': true,
  'intervention@1': true,
  'run@1': true,
  'request@1': true,
  'attempt@1': true,
  'attempt-end@1': true,
  'result@1': true,
  'route@1': true,
  'count@1': true,
  'target-open@1': true,
  'contract@1': true,
  'ledger@1': true,
  'decision@1': true,
  'withdraw@1': true,
  'question@1': true,
  'answer@1': true,
  'expire@1': true,
  'grant@1': true,
  'review@1': true,
  'amend@1': true,
  'waive@1': true,
  'prioritize@1': true,
  'rejudge@1': true,
  'target-verdict@1': true,
  'handoff@1': true,
  'pause@1': true,
  'resume@1': true,
  'usage-warning@1': true,
  'hold@1': true,
  'unhold@1': true,
  'unreadable@1': true,
  'readable@1': true,
  'idea@1': true,
  'retire@1': true,
  'command@1': true,
  'desire@1': true,
  'loop@1': true,
  'note@1': true,
  'skill@1': true,
};

const JUST_WRITTEN: JournalOffset = { file: 'the line just written', at_byte: 0 };

/**
 * The record in a body whose line links:
 * it is as Millrace wrote it, so only its version can be a surprise.
 */
export function parseRecord(body: string, place: JournalOffset = JUST_WRITTEN): JournalRecord {
  const value = parseJson(body, place);
  if (!isObject(value) || !Array.isArray(value.c)) throw damaged(place, 'the line is no record');
  if (value.v !== 1) throw newer(place, 'a record of another version');
  for (const change of value.c) {
    const kind: unknown = isObject(change) ? change.k : null;
    if (typeof kind !== 'string') throw damaged(place, 'the record has a change without a kind');
    if (!Object.hasOwn(KNOWN_KINDS, kind)) throw newer(place, 'a change of a later kind');
  }
  if (!isRecord(value)) throw damaged(place, 'the line is no record');
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isRecord(value: unknown): value is JournalRecord {
  if (!isObject(value)) return false;
  return Number.isSafeInteger(value.n) && typeof value.at === 'string' && Array.isArray(value.why);
}
