import { z } from 'zod';
import { MillraceError } from '../errors/errors.ts';
import { RUNTIME_FOLDER, sha256Hex, workspacePath } from '../plan/index.ts';
import type { Disk } from '../ports/index.ts';
import { type Layout, PLACES } from '../workspace/index.ts';

/** How many upgrades are kept, so that they can be undone, and how many of those that were. */
const KEPT_MAX = 5;
const RECORD = 'record.json';

/** `record.json` of one upgrade, or of the undoing of one; beside it the files before and after. */
const upgradeRecord = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('asset_upgrade'),
  /** The one that it undoes; null = it undoes none. */
  undoes: z.number().nullable(),
  from_version: z.string(),
  to_version: z.string(),
  /** In the order in which they are made. */
  changes: z.array(
    z.strictObject({
      path: z.string().regex(/^[^/\\\0][^\\\0]*$/),
      /** Digests; null = no file. */
      from: sha256Hex.nullable(),
      to: sha256Hex.nullable(),
    }),
  ),
});
export type UpgradeRecord = z.infer<typeof upgradeRecord>;
export type RecordedChange = UpgradeRecord['changes'][number];

/** Absolute paths. */
export interface UpgradePlaces {
  readonly folder: string;
  readonly lock: string;
  /** What is being made ready; nothing of it counts. */
  readonly draft: string;
  /** What is made now: whole, and finished or taken back whatever happens. */
  readonly pending: string;
  done(number: number): string;
}

export function upgradePlaces({ upgrades }: Layout): UpgradePlaces {
  const at = (name: string) => `${upgrades}/${name}`;
  return {
    folder: upgrades,
    lock: at('lock'),
    draft: at('draft'),
    pending: at('pending'),
    done: (number) => at(String(number)),
  };
}

export function before(folder: string, index: number): string {
  return `${folder}/before/${index}`;
}

export function after(folder: string, index: number): string {
  return `${folder}/after/${index}`;
}

export function recordFile(folder: string): string {
  return `${folder}/${RECORD}`;
}

export function recordText(record: UpgradeRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Null where there is none. */
export function pendingIn(disk: Disk, layout: Layout): UpgradeRecord | null {
  const { pending } = upgradePlaces(layout);
  if (disk.stat(pending) === null) return null;
  const record = recordIn(disk, pending);
  if (record !== null) return record;
  const name = workspacePath(`${PLACES.upgrades}/pending`);
  throw new MillraceError('config_invalid', {
    what: `${name} is not what an upgrade left that was cut short`,
    expected: `its ${RECORD} as it was written`,
    next: `move ${name} out of ${RUNTIME_FOLDER}, then call upgrade_preview again`,
  });
}

function recordIn(disk: Disk, folder: string): UpgradeRecord | null {
  const path = recordFile(folder);
  const bytes = disk.stat(path)?.kind === 'file' ? disk.read(path) : null;
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()));
    return upgradeRecord.safeParse(json).data ?? null;
  } catch {
    return null;
  }
}

export interface Numbered {
  readonly number: number;
  readonly record: UpgradeRecord;
}

/** The newest upgrade that nobody has undone; what is no record is passed over. Null = there is none. */
export function newestUpgrade(disk: Disk, layout: Layout): Numbered | null {
  return kept(disk, upgradePlaces(layout)).undoable.at(-1) ?? null;
}

/** Gives what is done its number, and lets the oldest go. */
export function file(disk: Disk, layout: Layout): number {
  const places = upgradePlaces(layout);
  const next = (numbersIn(disk, places).at(-1) ?? 0) + 1;
  disk.rename(places.pending, places.done(next));
  disk.syncDir(places.folder);
  const { undoable, rest } = kept(disk, places);
  for (const { number } of [...undoable.slice(0, -KEPT_MAX), ...rest.slice(0, -KEPT_MAX)]) {
    disk.remove(places.done(number));
  }
  return next;
}

/** The oldest first. `rest`: what was undone, and the undoings, which come after what they undo. */
function kept(disk: Disk, places: UpgradePlaces) {
  const records = numbersIn(disk, places).flatMap((number): Numbered[] => {
    const record = recordIn(disk, places.done(number));
    return record === null ? [] : [{ number, record }];
  });
  const undone = new Set(records.map(({ record }) => record.undoes));
  const isUndoable = ({ number, record }: Numbered) =>
    record.undoes === null && !undone.has(number);
  return {
    undoable: records.filter(isUndoable),
    rest: records.filter((one) => !isUndoable(one)),
  };
}

function numbersIn(disk: Disk, { folder }: UpgradePlaces): number[] {
  const names = (disk.list(folder) ?? []).flatMap(({ name, kind }) =>
    kind === 'dir' && /^[1-9]\d{0,8}$/.test(name) ? [Number(name)] : [],
  );
  return names.sort((a, b) => a - b);
}
