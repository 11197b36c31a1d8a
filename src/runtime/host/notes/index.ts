import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  NotePlace,
  TreeDifference,
  TreeNote,
  TreeNotes,
  TreePatch,
} from '../../ports/tree-notes.ts';
import { shellWord } from '../../text/shell-word.ts';
import { compareTrees, keepDifference, patchOf, shelfOf } from './difference.ts';
import { isGitThere, NO_GIT, TOO_SLOW } from './git.ts';
import { compareManifests, keepManifests, manifestNote } from './manifest.ts';
import { gitNote, type Hidden } from './note.ts';
import { linkIn } from './own-files.ts';
import { surroundingsOf } from './surroundings.ts';

const GIT = 'git:';
const MANIFEST = 'manifest:';
/** Differences that one process remembers. */
const COMPARED_MAX = 500;

/** By git, also where there is no repository; on a machine without git by a list of the files. */
export class WorkTreeNotes implements TreeNotes {
  private readonly hidden: Hidden = new Map();
  /** Folders that were too large once: each stage would wait for them anew. */
  private readonly slow = new Set<string>();
  /** Two notes differ in the same for ever, and a page of work asks again and again. */
  private readonly compared = new Map<string, TreeDifference>();

  note(place: NotePlace): TreeNote {
    try {
      if (this.slow.has(place.work_dir)) return { unknown: `${TOO_SLOW}, and is not asked again` };
      // Without it each stage would wait for programs that cannot start.
      if (!isGitThere()) return manifestNote(place);
      const note = gitNote(place, this.hidden);
      if (note.unknown === TOO_SLOW) this.slow.add(place.work_dir);
      return note.unknown === NO_GIT ? manifestNote(place) : note;
    } catch (error) {
      return { unknown: error instanceof Error ? error.message : 'it could not be read' };
    }
  }

  keep(place: NotePlace, shelf: string, from: string, to: string): void {
    try {
      const folder = shelfOf(place, shelf);
      const [before, after] = pairOf(GIT, from, to) ?? [];
      if (before !== undefined && after !== undefined) keepDifference(place, shelf, before, after);
      const manifests = pairOf(MANIFEST, from, to);
      if (manifests !== null) keepManifests(place, join(folder, 'manifests'), manifests);
    } catch {
      // What could not be kept is said by whoever asks for it.
    }
  }

  compare(place: NotePlace, shelf: string, from: string, to: string): TreeDifference | null {
    if (from === to) return { files: [], total: 0, added: 0, removed: 0 };
    const name = [place.store, shelf, from, to].join('\n');
    const found = this.compared.get(name) ?? answered(() => compared(place, shelf, from, to));
    if (found !== null && this.compared.size < COMPARED_MAX) this.compared.set(name, found);
    return found;
  }

  patch(
    place: NotePlace,
    shelf: string,
    from: string,
    to: string,
    bytes_max: number,
  ): TreePatch | null {
    if (from === to) return { text: '', is_cut: false };
    return answered(() => {
      const [before, after] = pairOf(GIT, from, to) ?? [];
      if (before === undefined || after === undefined) return null;
      return patchOf(place, shelf, before, after, bytes_max);
    });
  }

  since(place: NotePlace, from: string, bytes_max: number) {
    return answered(() => {
      if (linkIn(place.store) !== null) return null;
      const scratch = mkdtempSync(join(tmpdir(), 'millrace-since-'));
      try {
        const index = join(place.store, 'index');
        if (existsSync(index)) copyFileSync(index, join(scratch, 'index'));
        const { work_dir, store: beside } = place;
        const aside = { work_dir, store: scratch, beside };
        const [before, after] = pairOf(GIT, from, gitNote(aside, this.hidden).id ?? '') ?? [];
        if (before === undefined || after === undefined) return null;
        const difference = compareTrees(aside, '', before, after);
        const patch = patchOf(aside, '', before, after, bytes_max);
        return difference === null || patch === null ? null : { difference, patch };
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    });
  }

  command(place: NotePlace, from: string, to: string | null): string | null {
    const names = to === null ? pairOf(GIT, from, from)?.slice(1) : pairOf(GIT, from, to);
    if (names == null || !existsSync(place.store)) return null;
    const { prefix, top } = surroundingsOf(place);
    const git = `git --git-dir=${shellWord(place.store)}`;
    const scope = prefix === '' ? '' : ` -- ${shellWord(prefix)}`;
    const diff = `diff --no-ext-diff ${names.join(' ')}${scope}`;
    if (to !== null) return `${git} ${diff}`;
    return `${git} --work-tree=${shellWord(top)} ${diff}`;
  }
}

function compared(
  place: NotePlace,
  shelf: string,
  from: string,
  to: string,
): TreeDifference | null {
  const [before, after] = pairOf(GIT, from, to) ?? [];
  if (before !== undefined && after !== undefined) return compareTrees(place, shelf, before, after);
  const [old = '', now = ''] = pairOf(MANIFEST, from, to) ?? [];
  return compareManifests(place, join(shelfOf(place, shelf), 'manifests'), old, now);
}

/** Both names without their kind; null = they are not both of it. */
function pairOf(kind: string, from: string, to: string): [string, string] | null {
  if (!from.startsWith(kind) || !to.startsWith(kind)) return null;
  return [from.slice(kind.length), to.slice(kind.length)];
}

/** A place that cannot be looked at has nothing that is kept. */
function answered<T>(work: () => T | null): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
