import { type Loss, lossOf } from '../../anchor/index.ts';
import { Journal } from '../../journal/index.ts';
import { RUNTIME_FOLDER, workspacePath } from '../../plan/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { liveStages, lossText, RESTORE_NEXT } from '../views/loss.ts';
import { Follower } from '../workspace/follower.ts';
import { coded, type Findings, size } from './findings.ts';

/** Records of history that are read again; those since the checkpoint are read in any case. */
const HISTORY_RECORDS_MAX = 50_000;
const BYTES_PER_MB = 1024 * 1024;
const JOURNAL = workspacePath(PLACES.journal);

/** Reads the journal afresh from disk. Null when there is no state to be had from it. */
export function checkJournal(
  ports: EnginePorts,
  layout: Layout,
  findings: Findings,
): Follower | null {
  checkAside(ports, layout, findings);
  const follower = openFollower(ports, layout, findings);
  if (follower === null) return null;
  checkTail(ports, layout, follower, findings);
  const { journal, state } = follower;
  const from = Math.max(journal.archive.whole_from, state.seq - HISTORY_RECORDS_MAX);
  findings.try('history_damaged', JOURNAL, () => {
    let records = 0;
    for (const _ of journal.archive.records(from, state.seq)) records += 1;
    const segment = `segment ${journal.position.segment}`;
    const history = `${records} records from ${from} on read again, every one linked`;
    findings.checked('journal', `record ${state.seq} in ${segment}; ${history}`);
  });
  checkArchives(ports, follower, findings);
  return follower;
}

function openFollower(ports: EnginePorts, layout: Layout, findings: Findings): Follower | null {
  try {
    const loss = lossOf(ports, ports.state_home, layout);
    if (loss !== null) return anchoredFollower(ports, layout, loss, findings);
    if (Journal.exists(ports.disk, layout.journal)) return new Follower(ports, layout);
  } catch (thrown) {
    const error = coded(thrown);
    const code = error.code === 'journal_newer' ? 'journal_newer' : 'journal_damaged';
    findings.add(code, JOURNAL, error.facts.what, error.facts.next);
    return null;
  }
  const next = 'call run_once: it takes the documents in again from their folders and goes on';
  findings.add('journal_missing', JOURNAL, 'there is no journal', next);
  return null;
}

/** What is gone from the tree is read where it is anchored. */
function anchoredFollower(
  ports: EnginePorts,
  layout: Layout,
  { journal: isGone, outside, deleted_ms }: Loss,
  findings: Findings,
): Follower {
  const { journal, blobs } = isGone ? outside : layout;
  const follower = new Follower(ports, { ...layout, journal, blobs });
  const what = lossText(new Date(deleted_ms).toISOString(), liveStages(follower.state));
  findings.add('state_deleted', RUNTIME_FOLDER, what, RESTORE_NEXT);
  return follower;
}

/** Journals that were moved out of the way, for a person to look at. */
function checkAside({ disk }: EnginePorts, layout: Layout, findings: Findings): void {
  for (const { name } of disk.list(layout.runtime) ?? []) {
    if (!/^journal\.replaced-\d+$/.test(name)) continue;
    const next = 'remove the folder when you do not need it any more';
    findings.add(
      'journal_put_aside',
      workspacePath(name),
      'an earlier journal was moved aside',
      next,
    );
  }
}

/** Bytes after the last acknowledged record: being written now, or left by an owner that was killed. */
function checkTail(
  ports: EnginePorts,
  layout: Layout,
  { journal }: Follower,
  findings: Findings,
): void {
  const { segment, offset } = journal.position;
  const file = `${String(segment).padStart(8, '0')}.log`;
  const written = ports.disk.stat(`${layout.journal}/${file}`)?.size_bytes ?? offset;
  if (written <= offset) return;
  const what = `${written - offset} bytes follow the last acknowledged record`;
  findings.add('journal_cut_off', `${JOURNAL}/${file}`, what, 'call run_once: it takes them over');
}

function checkArchives(ports: EnginePorts, { journal }: Follower, findings: Findings): void {
  const archives = journal.archive.archives();
  const size_bytes = archives.reduce((sum, one) => sum + one.size_bytes, 0);
  const limits = findings.try('config_invalid', workspacePath(PLACES.config), () =>
    ports.storage(),
  );
  findings.checked('history', `${archives.length} archived segments, ${size(size_bytes)}`);
  if (limits === null || size_bytes <= limits.max_archive_mb * BYTES_PER_MB) return;
  const limit = `storage.max_archive_mb is ${limits.max_archive_mb}`;
  const what = `archived records take ${size(size_bytes)}, ${limit}`;
  findings.add(
    'archives_large',
    JOURNAL,
    what,
    'call gc to see what can go, then gc with apply true',
  );
}
