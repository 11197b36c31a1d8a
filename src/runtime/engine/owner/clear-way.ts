import { isRestorable, JOURNAL_FILE } from '../../anchor/index.ts';
import { putAside } from '../../journal/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { type EntryKind, explaining } from '../../ports/index.ts';
import { KIND_WORDS, type Layout, PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { isFree } from '../workspace/lock.ts';

/** Commands that get past whatever stands in their way. */
export const ESCAPES: ReadonlySet<string> = new Set(['retire', 'clear']);

interface Place {
  readonly path: string;
  readonly kind: EntryKind;
  /** Without it all is lost that the journal cannot tell: only what comes back is let go. */
  readonly holds_truth: boolean;
}

/** What no call works without, a folder before what lies in it. */
const NEEDED: readonly Place[] = [
  { path: PLACES.state, kind: 'dir', holds_truth: true },
  { path: PLACES.manifest, kind: 'file', holds_truth: true },
  { path: PLACES.identity, kind: 'file', holds_truth: false },
  { path: PLACES.lock, kind: 'file', holds_truth: false },
  { path: PLACES.journal, kind: 'dir', holds_truth: true },
  { path: PLACES.blobs, kind: 'dir', holds_truth: true },
  { path: PLACES.attempts, kind: 'dir', holds_truth: false },
];

/**
 * Gives what is not ours, at a place that no call works without, another name beside it. It is not
 * followed, read or changed. What is missing then comes back like anything that was deleted; where
 * nothing would bring it back, it is left, and the opening refuses with its path. `notes`: what was done,
 * a sentence each.
 */
export function clearWay(ports: EnginePorts, layout: Layout, notes: string[]): void {
  explaining('Putting aside what is in the way', () => {
    const isKept = isRestorable(ports, ports.state_home, layout);
    for (const { path, kind, holds_truth } of NEEDED) {
      const found = ports.disk.stat(layout.at(path))?.kind ?? kind;
      if (found !== kind && (isKept || !holds_truth)) notes.push(aside(ports, layout, path, found));
    }
    if (isKept) clearJournal(ports, layout, notes);
  });
}

/** Of a journal all files are needed: it comes back as a whole. A live owner does that by itself. */
function clearJournal(ports: EnginePorts, layout: Layout, notes: string[]): void {
  const entries = ports.disk.list(layout.journal) ?? [];
  const taken = entries.find(({ name, kind }) => kind !== 'file' && JOURNAL_FILE.test(name));
  if (taken === undefined || !isFree(ports, layout.lock)) return;
  const path = `${PLACES.journal}/${taken.name}`;
  notes.push(aside(ports, layout, PLACES.journal, taken.kind, path));
}

function aside(
  { disk }: EnginePorts,
  layout: Layout,
  path: string,
  found: EntryKind,
  foreign = path,
): string {
  const name = putAside(disk, layout.at(path)) ?? layout.at(path);
  const beside = workspacePath(name.slice(layout.runtime.length + 1));
  const what = `${workspacePath(foreign)} was ${KIND_WORDS[found]} that is not ours`;
  return path === foreign
    ? `${what}; untouched, it is ${beside} now.`
    : `${what}; ${workspacePath(path)} was put aside with it as ${beside}.`;
}
