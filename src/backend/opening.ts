import { join } from 'node:path';
import { z } from 'zod';
import type { Standing } from '../product/standing.ts';
import { NodeDisk } from '../runtime/host/disk.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/runtime-folder.ts';
import { DiskFault } from '../runtime/ports/disk.ts';
import { delegationNow } from './delegation.ts';

/** Written with the first plan that is adopted. */
const SNAPSHOT = 'state/runtime_snapshot.json';
/** What is larger was not written by a release. */
const FILE_BYTES_MAX = 256 * 1024;

const run = z.looseObject({
  node_id: z.string(),
  work_item_kind: z.string().nullish(),
  work_item_id: z.string().nullish(),
});
const snapshot = z.looseObject({
  kind: z.literal('runtime_snapshot'),
  paused: z.boolean(),
  active_runs_by_plane: z.record(z.string(), run),
  queue_depths_by_plane: z.record(z.string(), z.number()),
});
const attention = z.looseObject({
  kind: z.literal('attention'),
  open_questions: z.number(),
  blocked_items: z.number(),
});

/**
 * From the files that an owner writes after each record, for whoever may not wait until the journal is read:
 * a connection begins with it. Never throws.
 */
function readStanding(root: string): Standing {
  if (root === '') return { kind: 'no_project' };
  const disk = new NodeDisk();
  const folder = join(root, RUNTIME_FOLDER);
  const read = (path: string): unknown => {
    const full = join(folder, path);
    const stat = disk.stat(full);
    if (stat?.kind !== 'file' || stat.size_bytes > FILE_BYTES_MAX) return null;
    return JSON.parse(new TextDecoder().decode(disk.read(full) ?? new Uint8Array()));
  };
  try {
    if (disk.stat(folder)?.kind !== 'dir') return { kind: 'none' };
    if (disk.stat(join(folder, 'journal'))?.kind !== 'dir') return { kind: 'unreadable' };
    if (disk.stat(join(folder, SNAPSHOT)) === null) return { kind: 'unsaid' };
    const found = snapshot.safeParse(read(SNAPSHOT)).data;
    if (found === undefined) return { kind: 'unreadable' };
    const waiting = attention.safeParse(read('state/attention.json')).data;
    return {
      kind: 'known',
      active: Object.values(found.active_runs_by_plane).map(activeText),
      queued: Object.values(found.queue_depths_by_plane).reduce((sum, one) => sum + one, 0),
      paused: found.paused,
      open_questions: waiting?.open_questions ?? null,
      blocked_items: waiting?.blocked_items ?? null,
    };
  } catch (thrown) {
    if (thrown instanceof DiskFault || thrown instanceof SyntaxError) return { kind: 'unreadable' };
    throw thrown;
  }
}

/** What a client is told when it connects. */
export function opening(root: string, env: Readonly<Record<string, string | undefined>>) {
  return { standing: readStanding(root), delegation: delegationNow(env, root).policy };
}

function activeText({ node_id, work_item_kind, work_item_id }: z.output<typeof run>): string {
  return work_item_id == null ? node_id : `${node_id} on ${work_item_kind ?? ''}/${work_item_id}`;
}
