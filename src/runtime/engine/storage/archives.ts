import type { ArchiveInfo } from '../../journal/index.ts';
import type { Change, JournalRecord, State } from '../../kernel/index.ts';
import type { StorageLimits } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';

const BYTES_PER_MB = 1024 * 1024;
/** What compressing leaves of a segment, for a preview. */
const COMPRESSED_SHARE = 0.15;

export interface ArchivePlan {
  readonly compress: readonly ArchiveInfo[];
  readonly compact: readonly ArchiveInfo[];
  /** Afterwards, about. */
  readonly size_bytes: number;
}

/** Every archive is compressed; those that are too old, or too much, keep only what is needed. */
export function archivePlan(
  { journal }: Follower,
  limits: StorageLimits,
  old_before: string,
): ArchivePlan {
  const archives = journal.archive.archives();
  const plain = archives.filter(({ form }) => form === 'plain');
  const compact: ArchiveInfo[] = [];
  let size_bytes = archives.reduce((sum, one) => sum + compressedSize(one), 0);
  let young = false;
  for (const archive of archives) {
    // The next segment may have replaced one before it got a record of its own.
    const isEmpty = archive.last_seq < archive.first_seq;
    if (archive.form === 'compacted' || isEmpty) continue;
    young ||= isYoung(journal.archive.record(archive.last_seq), old_before);
    if (young && size_bytes <= limits.max_archive_mb * BYTES_PER_MB) break;
    compact.push(archive);
    size_bytes -= compressedSize(archive);
  }
  const compress = plain.filter((one) => !compact.includes(one));
  return { compress, compact, size_bytes };
}

function compressedSize({ form, size_bytes }: ArchiveInfo): number {
  return form === 'plain' ? Math.ceil(size_bytes * COMPRESSED_SHARE) : size_bytes;
}

function isYoung(last: JournalRecord | null, old_before: string): boolean {
  return last === null || last.at >= old_before;
}

/**
 * Which records a compacted archive keeps: the current text of every work item, contracts and
 * verdicts, and everything of runs that are active or whose lineage is open.
 */
export function neededRecords(state: State): (record: JournalRecord) => boolean {
  const single = new Set<number>();
  for (const item of state.items.values()) single.add(item.seq);
  for (const target of state.targets.values()) single.add(target.seq);
  for (const one of state.unreadable.values()) single.add(one.seq);
  const ranges = [...state.runs.values()].map(({ first_seq }) => ({
    first_seq,
    last_seq: state.seq,
  }));
  for (const run of state.finished.values()) if (isOpenRoot(state, run.root)) ranges.push(run);
  return (record) =>
    single.has(record.n) ||
    ranges.some(({ first_seq, last_seq }) => first_seq <= record.n && record.n <= last_seq) ||
    record.c.some(({ k }) => ALWAYS_NEEDED[k]);
}

/** Kinds that are never thinned: what was promised, claimed and judged stays for ever. */
const ALWAYS_NEEDED: Readonly<Record<Change['k'], boolean>> = {
  'open@1': true,
  'epoch@1': true,
  'plan@1': false,
  'config@1': false,
  'admit@1': false,
  'revise@1': false,
  'move@1': false,
  'rehome@1': false,
  'intervention@1': true,
  'run@1': false,
  'request@1': false,
  'attempt@1': false,
  'attempt-end@1': false,
  'result@1': false,
  'route@1': false,
  'count@1': false,
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
  'prioritize@1': false,
  'rejudge@1': false,
  'target-verdict@1': true,
  'handoff@1': false,
  'pause@1': false,
  'resume@1': false,
  'usage-warning@1': false,
  'hold@1': false,
  'unhold@1': false,
  'unreadable@1': false,
  'readable@1': false,
  'idea@1': false,
  'retire@1': false,
  'command@1': false,
  'desire@1': false,
  'loop@1': false,
  'note@1': false,
  'skill@1': true,
};

function isOpenRoot(state: State, root: string | null): boolean {
  if (root === null) return false;
  return state.open_targets.has(root) || (state.lineages.get(root)?.open ?? 0) > 0;
}
