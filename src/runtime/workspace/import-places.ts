import { z } from 'zod';
import { RUNTIME_FOLDER } from '../plan/index.ts';
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
export interface CutShort {
  readonly kind: 'import' | 'rollback';
  /** The runtime folder in which what was before still lies. */
  readonly kept: string;
  /** Something else has taken the place of the runtime folder since. */
  readonly is_blocked: boolean;
}

export function cutShort(disk: Disk, { layout, staged }: ImportPlaces): CutShort | null {
  const { root, runtime } = layout;
  const folders = [staged.runtime, ...putAwayFolders(disk, root)];
  const kept = folders.find((folder) => holdsEarlier(disk, folder));
  if (kept === undefined) return null;
  const kind = kept === staged.runtime ? 'import' : 'rollback';
  return { kind, kept, is_blocked: disk.stat(runtime) !== null };
}

/** Whether the earlier workspace itself lies in it, which is nowhere else then, and no copy of it. */
function holdsEarlier(disk: Disk, runtime: string): boolean {
  return disk.stat(`${runtime}/${BACKUP}`) !== null && noteIn(disk, runtime)?.from === null;
}

function putAwayFolders(disk: Disk, root: string): string[] {
  const above = root === '/' ? '' : root;
  const prefix = `${RUNTIME_FOLDER}${ROLLED_BACK}`;
  // The root itself may be reached by a link.
  const entries = disk.list(disk.realpath(root) ?? root) ?? [];
  return entries.flatMap(({ name, kind }) =>
    kind === 'dir' && name.startsWith(prefix) ? [`${above}/${name}`] : [],
  );
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
