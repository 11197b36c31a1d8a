import { dirname } from 'node:path';
import { decodeDocument, parseDocument } from '../../documents/index.ts';
import { Journal } from '../../journal/index.ts';
import {
  admission,
  baseText,
  type Change,
  type Decision,
  type ItemState,
  noteChange,
  unreadableChange,
} from '../../kernel/index.ts';
import type { Family, Plan } from '../../plan/index.ts';
import { documentFolder } from '../../render/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { NewJournal } from './new-journal.ts';
import { targetsIn } from './rebuild-targets.ts';

/** Documents of one record while a workspace is rebuilt from its folders. */
const REBUILD_BATCH_MAX = 500;

/**
 * The folder of the journal was deleted under this process: it goes on from the state that is still
 * in memory.
 */
export function rebuildFromMemory(follower: Follower): void {
  follower.journal.rebuildFrom(baseText(follower.state));
  follower.deltas = 0;
}

/** The journal came back from its anchor, and nothing of it is lost. */
export function restoredNote(seq: number): Decision {
  return {
    changes: [noteChange('journal_restored', { seq })],
    cause: { input: 'rebuild', rule: 'from_anchor' },
  };
}

/**
 * A journal that is gone comes back from the memory of the process that has one, or from the documents
 * in the folders. Null when it was there.
 */
export function ensureJournal(
  ports: EnginePorts,
  layout: Layout,
  memory: Follower | null,
  notes: string[],
): 'from memory' | 'from folders' | null {
  if (Journal.exists(ports.disk, layout.journal)) return null;
  if (memory !== null) {
    rebuildFromMemory(memory);
    notes.push('The journal was gone; it was rebuilt from memory. Older history is lost.');
    return 'from memory';
  }
  const found = createJournal(ports, layout);
  if (found > 0) {
    const taken = found === 1 ? '1 document was' : `${found} documents were`;
    notes.push(
      `The journal was gone; ${taken} taken in from their folders. Runs and counters are lost.`,
    );
  }
  return 'from folders';
}

/** What the first record after that says. */
export function rebuiltNote(seq: number): Decision {
  return {
    changes: [noteChange('journal_rebuilt', { seq })],
    cause: { input: 'rebuild', rule: 'from_memory' },
  };
}

/**
 * A journal for a workspace that has none: a new one, or one whose journal was lost while nobody
 * had it in memory. Documents that lie in family folders are taken in where they lie; active ones
 * go back to their queue, because the run that had them is lost. It gets its name when it is
 * complete, so that a crash leaves none or all of it. Returns how many documents there were.
 */
export function createJournal(ports: EnginePorts, layout: Layout): number {
  const { disk } = ports;
  const building = `${layout.journal}.building`;
  disk.remove(building);
  const found = fill(ports, layout, building);
  disk.rename(building, layout.journal);
  disk.syncDir(dirname(layout.journal));
  return found;
}

function fill(ports: EnginePorts, layout: Layout, dir: string): number {
  const journal = new NewJournal(ports, dir, 'rebuild', null);
  const { plan } = ports.plans.candidate();
  let found = 0;
  for (const documents of inBatches(documentsIn(ports, layout, plan))) {
    journal.append(documents, 'from_folders');
    found += documents.length;
  }
  for (const targets of targetsIn(ports, layout, plan, journal.state)) {
    if (targets.length > 0) journal.append(targets, 'from_folders');
  }
  journal.close(found > 0);
  return found;
}

/** Batches as they come: the texts of all documents together would take much memory. */
function* inBatches(changes: Iterable<Change>): IterableIterator<Change[]> {
  let batch: Change[] = [];
  for (const change of changes) {
    batch.push(change);
    if (batch.length < REBUILD_BATCH_MAX) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Folder of a state, and the state that its documents get. */
const STATES: readonly (readonly [ItemState, ItemState])[] = [
  ['done', 'done'],
  ['superseded', 'superseded'],
  ['withdrawn', 'withdrawn'],
  ['blocked', 'blocked'],
  ['active', 'queue'],
  ['queue', 'queue'],
];

function* documentsIn(
  ports: EnginePorts,
  layout: Layout,
  plan: Plan | null,
): IterableIterator<Change> {
  for (const family of Object.values(plan?.families ?? {})) {
    const taken = new Set<string>();
    for (const [lies, state] of STATES) {
      const folder = layout.at(documentFolder(family, lies));
      for (const { name, kind } of ports.disk.list(folder) ?? []) {
        if (kind !== 'file' || !name.endsWith('.md') || taken.has(name)) continue;
        const path = `${folder}/${name}`;
        const change = readmit(ports, family, path, name.slice(0, -3), state);
        // What nobody has taken in yet may be written freely: intake reads it, or says what is wrong.
        if (change.k !== 'admit@1' && lies === 'queue') continue;
        if (change.k === 'admit@1') taken.add(name);
        yield change;
      }
    }
  }
}

function readmit(
  ports: EnginePorts,
  family: Family,
  path: string,
  stem: string,
  state: ItemState,
): Change {
  const bytes = ports.disk.read(path) ?? new Uint8Array(0);
  const relativePath = `${family.folder}/${family.states.queue}/${stem}.md`;
  const decoded = decodeDocument(bytes);
  const parsed = decoded.ok ? parseDocument(decoded.text, family) : null;
  if (parsed?.ok && parsed.document.id === stem) {
    return admission(ports.hash, {
      family,
      document: parsed.document,
      handed_over: null,
      source: { kind: 'folder', ref: null },
      state,
    });
  }
  const problems = parsed === null || parsed.ok ? ['not readable'] : parsed.problems;
  return unreadableChange(ports.hash, {
    path: relativePath,
    root: null,
    text: new TextDecoder().decode(bytes),
    problems: problems.map((one) => (typeof one === 'string' ? one : one.message)),
  });
}
