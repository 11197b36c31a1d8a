import type { Hash } from '../../ports/index.ts';

export type ItemState = 'queue' | 'active' | 'done' | 'blocked' | 'superseded' | 'withdrawn';

/** Bytes of a document, contract or artifact: in the record up to 64 KiB, else in `blobs/<sha256>`. */
export interface Recorded {
  readonly sha256: string;
  readonly size_bytes: number;
  /** Absent = in the blob of that digest. */
  readonly text?: string;
}

export interface TokenUsage {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly thinking_tokens: number;
  readonly total_tokens: number;
  /** As the harness reckons it, else by a price list; absent = nobody knows. */
  readonly cost_usd?: number | undefined;
}

const PER_USD = 1_000_000;

/** To a millionth of a dollar, so that binary fractions do not show. */
export function addCost(one: number, other: number): number {
  return Math.round((one + other) * PER_USD) / PER_USD;
}

const encoder = new TextEncoder();

export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

export function recorded(hash: Hash, text: string): Recorded {
  return { sha256: hash.sha256(text), size_bytes: byteLength(text), text };
}
