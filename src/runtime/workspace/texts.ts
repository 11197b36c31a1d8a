import { z } from 'zod';
import { SCHEMA_VERSION, schemaVersion, sha256Hex } from '../plan/index.ts';
import type { Disk, Hash } from '../ports/index.ts';
import type { Asset } from './baseline.ts';
import type { Layout } from './layout.ts';

/**
 * `state/baseline_texts.json`: the managed assets as they were shipped, by digest. A later release
 * is merged into an edited asset by what both come from.
 */
const baselineTexts = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('baseline_texts'),
  texts: z.record(sha256Hex, z.string()),
});

/** Digest -> text. */
export type BaselineTexts = ReadonlyMap<string, string>;

/** Without what is no UTF-8: nothing is merged into that. */
export function textsOf(hash: Hash, assets: readonly Asset[]): BaselineTexts {
  return new Map(
    assets.flatMap(({ bytes }) => {
      const text = textOrNull(bytes);
      return text === null ? [] : [[hash.sha256(bytes), text] as const];
    }),
  );
}

export function baselineTextsText(texts: BaselineTexts): string {
  const sorted = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  const file = {
    schema_version: SCHEMA_VERSION,
    kind: 'baseline_texts',
    texts: Object.fromEntries(sorted),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** What cannot be read, or is another text than its digest says, is not known. */
export function readBaselineTexts(disk: Disk, hash: Hash, layout: Layout): BaselineTexts {
  const isFile = disk.stat(layout.texts)?.kind === 'file';
  const bytes = isFile ? disk.read(layout.texts) : null;
  const parsed = baselineTexts.safeParse(bytes === null ? null : jsonOrNull(bytes));
  const texts = Object.entries(parsed.data?.texts ?? {});
  return new Map(texts.filter(([digest, text]) => hash.sha256(text) === digest));
}

export function textOrNull(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function jsonOrNull(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return null;
  }
}

/** A byte order mark is a part of the text. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
