import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange, NotePlace, TreeDifference, TreePatch } from '../../ports/tree-notes.ts';
import { type GitPlace, ScratchGit } from './git.ts';
import { namesIn, readable } from './names.ts';
import { linkIn, makeFolder } from './own-files.ts';
import { type StorePlace, type Surroundings, surroundingsOf } from './surroundings.ts';

/** Objects that one difference keeps. */
const OBJECTS_MAX = 400_000;
/** Files that one difference names. */
const FILES_MAX = 2000;
const DIFF = ['diff-tree', '-r', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color'];
const SUBMODULES = '--ignore-submodules=dirty';

/**
 * The trees and contents in which two notes differ go into a pack of our own: what the user's repository
 * forgets by then, or throws away, is still there.
 */
export function keepDifference(place: NotePlace, shelf: string, from: string, to: string): void {
  const around = surroundingsOf(place);
  const folder = join(shelfOf(place, shelf), 'pack');
  if (linkIn(place.store, [shelfOf(place, shelf), folder]) !== null) return;
  makeFolder(folder);
  ScratchGit.use(around.setup, (git) => {
    const args = ['diff-tree', '-r', '-t', '-z', '--raw', '--no-abbrev', '--no-renames', from, to];
    const said = git.run(around.git, args);
    if (!said.ok) return;
    const ids = new Set([from, to, ...namesIn(said.out).flatMap(idsIn)]);
    if (ids.size > OBJECTS_MAX) return;
    const input = [...ids].map((id) => `${id}\n`).join('');
    git.run(around.git, ['pack-objects', '-q', '--window=0', join(folder, 'pack')], { input });
  });
}

const ROW = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) /;
const GITLINK = '160000';

function idsIn(row: string): string[] {
  const [, old_mode, new_mode, old_id = '', new_id = ''] = ROW.exec(row) ?? [];
  const ids = [old_mode === GITLINK ? '' : old_id, new_mode === GITLINK ? '' : new_id];
  return ids.filter((id) => /[^0]/.test(id));
}

/** null = objects of it are gone. */
export function compareTrees(
  place: StorePlace,
  shelf: string,
  from: string,
  to: string,
): TreeDifference | null {
  const around = surroundingsOf(place);
  return ScratchGit.use(around.setup, (git) => {
    const args = [...DIFF, SUBMODULES, '-z', '--raw', '--numstat', from, to];
    const said = git.run(readingFrom(place, shelf, around), args);
    return said.ok ? differenceIn(namesIn(said.out)) : null;
  });
}

/** First `:mode mode id id S` and a path for each file, then its lines, a tab before the path. */
function differenceIn(fields: readonly string[]): TreeDifference {
  const kinds = new Map<string, FileChange['kind']>();
  const files: FileChange[] = [];
  let total = 0;
  const sum = { added: 0, removed: 0 };
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? '';
    if (field.startsWith(':')) {
      kinds.set(fields[at + 1] ?? '', KINDS[field.at(-1) ?? ''] ?? 'changed');
      at += 1;
      continue;
    }
    const [, added = '', removed = '', path = ''] = LINES.exec(field) ?? [];
    total += 1;
    sum.added += Number(added) || 0;
    sum.removed += Number(removed) || 0;
    if (files.length >= FILES_MAX) continue;
    const kind = kinds.get(path) ?? 'changed';
    files.push({ path: readable(path), kind, added: lines(added), removed: lines(removed) });
  }
  return { files, total, ...sum };
}

const LINES = /^([-\d]+)\t([-\d]+)\t([\s\S]*)$/;
const KINDS: Readonly<Record<string, FileChange['kind']>> = { A: 'added', D: 'removed' };

function lines(count: string): number | null {
  return count === '-' ? null : Number(count);
}

export function patchOf(
  place: StorePlace,
  shelf: string,
  from: string,
  to: string,
  bytes_max: number,
): TreePatch | null {
  const around = surroundingsOf(place);
  return ScratchGit.use(around.setup, (git) => {
    const args = [...DIFF, SUBMODULES, '--patch', from, to];
    const said = git.run(readingFrom(place, shelf, around), args, { bytes_max });
    return said.ok ? { text: said.out.toString('utf8'), is_cut: said.is_cut } : null;
  });
}

export function shelfOf({ store }: NotePlace, shelf: string): string {
  return join(store, 'kept', shelf);
}

/** What was kept first; beside it all that is still there. */
function readingFrom(place: StorePlace, shelf: string, { git }: Surroundings): GitPlace {
  const all = [shelfOf(place, shelf), git.objects, ...git.alternates];
  return { alternates: all.filter((folder) => existsSync(folder)) };
}
