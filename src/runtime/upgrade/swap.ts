import { dirname } from 'node:path';
import { type Disk, type Hash, makeFolders, writeSynced } from '../ports/index.ts';
import { durableWrite, type Layout, PLACES } from '../workspace/index.ts';
import type { FileChange } from './changes.ts';
import { fileAt } from './compare.ts';
import {
  after,
  before,
  file,
  pendingIn,
  type RecordedChange,
  recordFile,
  recordText,
  type UpgradeRecord,
  upgradePlaces,
} from './record.ts';

export interface SwapPorts {
  readonly disk: Disk;
  /** The same disk, on which everybody may read what is made: people commit the assets. */
  readonly shared: Disk;
  readonly hash: Hash;
}

/** What a swap did, by path. */
export interface Swapped {
  readonly number: number;
  readonly record: UpgradeRecord;
  /** Somebody changed them while it was at work: they were left. */
  readonly left: readonly string[];
}

const encoder = new TextEncoder();

/**
 * Makes everything ready: what each file is to be and what it was, durable and complete. From the
 * rename on it is finished or taken back, whatever happens; before it nothing has happened.
 */
export function prepare(
  { disk, hash }: SwapPorts,
  layout: Layout,
  changes: readonly FileChange[],
  about: Pick<UpgradeRecord, 'undoes' | 'from_version' | 'to_version'>,
): void {
  const { folder, draft, pending } = upgradePlaces(layout);
  disk.remove(draft);
  for (const name of ['before', 'after']) makeFolders(disk, `${draft}/${name}`);
  const recorded = changes.map(({ path, bytes }, index): RecordedChange => {
    const lies = fileAt(disk, layout, path);
    const current = lies === 'not_a_file' ? null : lies;
    if (current !== null) writeSynced(disk, before(draft, index), current);
    if (bytes !== null) writeSynced(disk, after(draft, index), bytes);
    return { path, from: digest(hash, current), to: digest(hash, bytes) };
  });
  const record = {
    schema_version: '1.0',
    kind: 'asset_upgrade',
    ...about,
    changes: recorded,
  } as const;
  writeSynced(disk, recordFile(draft), encoder.encode(recordText(record)));
  for (const name of ['/before', '/after', '']) disk.syncDir(`${draft}${name}`);
  disk.rename(draft, pending);
  disk.syncDir(folder);
}

/** Makes what was made ready, or the rest of it. Doing it again changes nothing. */
export function finish(ports: SwapPorts, layout: Layout): Swapped | null {
  const { disk } = ports;
  const record = pendingIn(disk, layout);
  if (record === null) return null;
  const { pending } = upgradePlaces(layout);
  const left = record.changes.flatMap((change, index) => {
    const { path, from, to } = change;
    return put(ports, layout, { path, from, to }, after(pending, index)) ? [] : [path];
  });
  return { number: file(disk, layout), record, left };
}

/** Takes back what was made ready and made in part: nothing of it has happened then. */
export function takeBack(ports: SwapPorts, layout: Layout, record: UpgradeRecord): string[] {
  const { disk } = ports;
  const { folder, draft, pending } = upgradePlaces(layout);
  const left = record.changes.flatMap((change, index) => {
    const { path, from, to } = change;
    return put(ports, layout, { path, from: to, to: from }, before(pending, index)) ? [] : [path];
  });
  disk.remove(draft);
  disk.rename(pending, draft);
  disk.syncDir(folder);
  disk.remove(draft);
  return left;
}

/** False where somebody else changed it meanwhile: it is left as it is. */
function put(
  { disk, shared, hash }: SwapPorts,
  layout: Layout,
  { path, from, to }: RecordedChange,
  source: string,
): boolean {
  const lies = fileAt(disk, layout, path);
  if (lies === 'not_a_file') return false;
  const target = layout.at(path);
  const name = target.slice(target.lastIndexOf('/') + 1);
  const scratch = `${dirname(target)}/.${name}.tmp-upgrade`;
  if (disk.stat(scratch) !== null) disk.unlink(scratch);
  const found = digest(hash, lies);
  if (found === to) return true;
  if (found !== from) return false;
  if (to === null) {
    disk.unlink(target);
    disk.syncDir(dirname(target));
    return true;
  }
  const bytes = disk.read(source);
  if (bytes === null || digest(hash, bytes) !== to) return false;
  const own = path.startsWith(`${PLACES.state}/`) ? disk : shared;
  makeSyncedFolders(own, dirname(target));
  durableWrite(own, target, bytes, scratch);
  return true;
}

function makeSyncedFolders(disk: Disk, path: string): void {
  if (disk.stat(path) !== null) return;
  makeSyncedFolders(disk, dirname(path));
  makeFolders(disk, path);
  disk.syncDir(dirname(path));
}

function digest(hash: Hash, bytes: Uint8Array | null): string | null {
  return bytes === null ? null : hash.sha256(bytes);
}
