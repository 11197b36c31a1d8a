/**
 * What a workspace may let go of: output of closed lineages with what was kept of the work folder, old
 * archives, event logs, and blobs that nothing names. The limits come from the config. Nothing of open
 * work, no contract and no verdict ever goes, and a record says what goes before it does.
 */

import type { GcView } from '../../api/index.ts';
import { isSimulated, noteChange } from '../../kernel/index.ts';
import { olderEventsSeq } from '../../render/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { type ArchivePlan, archivePlan, neededRecords } from './archives.ts';
import { oldAsides } from './asides.ts';
import { type StoredFile, unnamedBlobs } from './blobs.ts';
import { type DroppedOutput, dropOutput, outputOf } from './output.ts';
import { unneededTrees } from './trees.ts';

const DAY_MS = 86_400_000;
/** Attempts that the record of a collection names. */
const NAMED_MAX = 20;

/** What may go, and what stays. Nothing of it is open work, a contract or a verdict. */
interface Plan {
  readonly outputs: readonly DroppedOutput[];
  readonly logs: readonly StoredFile[];
  readonly trees: readonly StoredFile[];
  readonly asides: readonly StoredFile[];
  readonly archives: ArchivePlan;
  readonly output_bytes: number;
}

/** Looks only. Which blobs go is known for sure once the archives are compacted. */
export function previewGc(ports: EnginePorts, follower: Follower): GcView {
  const plan = planOf(ports, follower);
  const blobs = unnamedBlobs(ports, follower);
  const archives = sizeOfArchives(follower) - plan.archives.size_bytes;
  const freed_bytes = sumOf(plan) + sum(blobs) + Math.max(0, archives);
  const busy = busyBecause(follower);
  return {
    ...countsOf(follower, plan, blobs.length),
    applied: false,
    freed_bytes,
    archive_bytes: plan.archives.size_bytes,
    notes: [...(busy === null ? [] : [busy]), ...asideNotes(plan, 'would go')],
  };
}

/**
 * Only for the owner. The record of what goes comes first, output of harnesses goes first, and
 * blobs last: what an archive named before it was compacted is not named any more.
 */
export function applyGc(ports: EnginePorts, owner: Owner): GcView {
  return owner.collecting(() => collect(ports, owner));
}

function collect(ports: EnginePorts, owner: Owner): GcView {
  owner.flush();
  const { follower } = owner;
  const busy = busyBecause(follower);
  if (busy !== null) return packBeside(ports, owner, busy);
  const plan = planOf(ports, follower);
  const before_bytes = sizeOfArchives(follower);
  owner.commit(collectionOf(plan));
  for (const output of plan.outputs) dropOutput(ports.disk, output);
  for (const { path } of plan.logs) ports.disk.unlink(path);
  for (const { path } of [...plan.trees, ...plan.asides]) ports.disk.remove(path);
  const { archive } = follower.journal;
  archive.tidy();
  for (const one of plan.archives.compress) archive.compress(one);
  const needed = neededRecords(owner.state);
  for (const one of plan.archives.compact) archive.compact(one, needed);
  follower.forgetRecords();
  const blobs = unnamedBlobs(ports, follower);
  for (const { path } of blobs) ports.disk.unlink(path);
  const archive_bytes = sizeOfArchives(follower);
  const freed_bytes = sumOf(plan) + sum(blobs) + before_bytes - archive_bytes;
  return {
    ...countsOf(follower, plan, blobs.length),
    applied: true,
    freed_bytes,
    archive_bytes,
    notes: asideNotes(plan, 'is gone'),
  };
}

/** What a stage may read stays as long as it runs; history in a smaller form is still all there. */
function packBeside(ports: EnginePorts, owner: Owner, busy: string): GcView {
  const { follower } = owner;
  const { archive } = follower.journal;
  const compress = archive.archives().filter(({ form }) => form === 'plain');
  if (compress.length === 0) return previewGc(ports, follower);
  const before_bytes = sizeOfArchives(follower);
  const archives = { compress, compact: [], size_bytes: 0 };
  const plan: Plan = {
    ...planOf(ports, follower),
    outputs: [],
    logs: [],
    trees: [],
    asides: [],
    archives,
  };
  owner.commit(collectionOf(plan));
  for (const one of compress) archive.compress(one);
  follower.forgetRecords();
  const archive_bytes = sizeOfArchives(follower);
  return {
    ...countsOf(follower, plan, 0),
    applied: true,
    freed_bytes: before_bytes - archive_bytes,
    archive_bytes,
    notes: [busy],
  };
}

function planOf(ports: EnginePorts, follower: Follower): Plan {
  const limits = ports.storage(follower.config?.bytes);
  const { layout, state } = follower;
  const daysAgo = (days: number) => new Date(ports.clock.now() - days * DAY_MS).toISOString();
  const closed_before = daysAgo(limits.keep_output_of_closed_lineages_days);
  const old_before = daysAgo(limits.keep_archive_days);
  const output = outputOf(ports, layout, state, closed_before);
  return {
    outputs: output.dropped,
    logs: oldLogs(ports, layout, state.epoch, Date.parse(old_before)),
    trees: unneededTrees(ports, layout, state, closed_before),
    asides: oldAsides(ports, layout),
    archives: archivePlan(follower, limits, old_before),
    output_bytes: output.kept_bytes,
  };
}

/** Event logs that were put aside and not written to since. */
function oldLogs({ disk }: EnginePorts, layout: Layout, epoch: string, before_ms: number) {
  return (disk.list(layout.logs) ?? []).flatMap(({ name }): StoredFile[] => {
    const path = `${layout.logs}/${name}`;
    const stat = olderEventsSeq(epoch, `logs/${name}`) === null ? null : disk.stat(path);
    const isOld = stat !== null && stat.mtime_ms < before_ms;
    return isOld ? [{ path, size_bytes: stat.size_bytes }] : [];
  });
}

/** The stage that runs may read what would go. */
function busyBecause({ state }: Follower): string | null {
  for (const run of state.runs.values()) {
    const live = run.request?.live?.id;
    if (live !== undefined)
      return `attempt ${live} is open; until it ends only archives are packed`;
  }
  return null;
}

function collectionOf({ outputs, logs, trees, asides, archives }: Plan) {
  const named = outputs.slice(0, NAMED_MAX).map(({ attempt }) => attempt);
  const data = {
    attempts_dropped: outputs.length,
    attempts: named.join(' '),
    logs_dropped: logs.length,
    trees_dropped: trees.length,
    asides_dropped: asides.length,
    segments_packed: archives.compress.length,
    segments_thinned: archives.compact.length,
    thinned_up_to: archives.compact.at(-1)?.last_seq ?? null,
  };
  return {
    changes: [noteChange('storage_collected', data)],
    cause: { input: 'storage', rule: 'gc' },
  } as const;
}

function countsOf(follower: Follower, plan: Plan, blobs_dropped: number) {
  return {
    simulated: isSimulated(follower.state, follower.index),
    segments_packed: plan.archives.compress.length,
    segments_thinned: plan.archives.compact.length,
    attempts_dropped: plan.outputs.length,
    blobs_dropped,
    logs_dropped: plan.logs.length,
    trees_dropped: plan.trees.length,
    output_bytes: plan.output_bytes,
  };
}

function sizeOfArchives({ journal }: Follower): number {
  return sum(journal.archive.archives());
}

function sumOf({ outputs, logs, trees, asides }: Plan): number {
  return sum(outputs) + sum(logs) + sum(trees) + sum(asides);
}

/** They lie where nobody looks: each is named. */
function asideNotes({ asides }: Plan, goes: string): string[] {
  return asides.map(({ path }) => `${path}, given up and older than others, ${goes}`);
}

function sum(files: readonly { readonly size_bytes: number }[]): number {
  return files.reduce((total, { size_bytes }) => total + size_bytes, 0);
}
