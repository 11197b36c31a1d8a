import { basename, dirname } from 'node:path';
import { z } from 'zod';
import type { Disk } from '../ports/index.ts';
import { type Layout, layoutOf } from './layout.ts';

/** Beside the runtime folder, and only while an import or its undoing is at work. */
const WORKSHOP = '.millrace-import';

/** Below the runtime folder: the earlier workspace as it was, where the evidence of its runs lies too. */
export const BACKUP = 'before-import';

/** What is left of an import in the workspace that came of it, below its runtime folder. */
export const IMPORT_FILE = 'state/import.json';

/** Absolute paths of an import. */
export interface ImportPlaces {
  readonly layout: Layout;
  readonly workshop: string;
  readonly lock: string;
  /** The new workspace until it takes its place. */
  readonly staged: Layout;
}

export function importPlaces(root: string): ImportPlaces {
  const workshop = `${root === '/' ? '' : root}/${WORKSHOP}`;
  const staged = layoutOf(`${workshop}/new`);
  return { layout: layoutOf(root), workshop, lock: `${workshop}/lock`, staged };
}

/** A change of places that was cut short. */
export type CutShort =
  | { readonly kind: 'import' }
  /** `kept`: the imported workspace, which still holds what was before. */
  | { readonly kind: 'rollback'; readonly kept: string };

export function cutShort(disk: Disk, { layout, staged }: ImportPlaces): CutShort | null {
  if (disk.stat(layout.runtime) !== null) return null;
  if (disk.stat(staged.at(BACKUP)) !== null && noteIn(disk, staged.runtime) !== null)
    return { kind: 'import' };
  const prefix = `${basename(layout.runtime)}${ROLLED_BACK}`;
  for (const { name, kind } of disk.list(layout.root) ?? []) {
    const kept = `${dirname(layout.runtime)}/${name}`;
    if (kind !== 'dir' || !name.startsWith(prefix)) continue;
    const isHalf = disk.stat(`${kept}/${BACKUP}`) !== null && noteIn(disk, kept)?.from === null;
    if (isHalf) return { kind: 'rollback', kept };
  }
  return null;
}

/** Behind the name of a runtime folder that was imported and put away. */
export const ROLLED_BACK = '.rolled-back-';

/** Written into every imported workspace, so that it can be undone. */
export const importNote = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('workspace_import'),
  /** Null where no manifest said it. */
  release: z.string().nullable(),
  /** Null = in place: undoing puts the earlier workspace back. Else it was a copy of this one. */
  from: z.string().nullable(),
  imported_at: z.string(),
});
export type ImportNote = z.infer<typeof importNote>;

/** What an import left in a runtime folder; null where there was none. */
export function noteIn(disk: Disk, runtime: string): ImportNote | null {
  const path = `${runtime}/${IMPORT_FILE}`;
  const bytes = disk.stat(path)?.kind === 'file' ? disk.read(path) : null;
  try {
    return bytes === null
      ? null
      : (importNote.safeParse(JSON.parse(utf8.decode(bytes))).data ?? null);
  } catch {
    return null;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
