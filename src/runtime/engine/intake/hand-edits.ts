/**
 * What somebody edits in, or deletes from, the folder of a queue while the document lies there. It is
 * found before anything is claimed as long as nothing runs, and at the latest when its item is claimed.
 */

import { dirname } from 'node:path';
import { decodeDocument, draftDocument, type WorkDocument } from '../../documents/index.ts';
import {
  type Change,
  claimKey,
  type Decision,
  decisionChange,
  editedByHand,
  goneByHand,
  type Item,
  noteChange,
  type PlanIndex,
} from '../../kernel/index.ts';
import { type Family, workspacePath } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { problemText } from './problem-text.ts';

/** Documents of each family and lineage that are looked at while nothing runs. */
const LOOKED_AT_MAX = 32;
/** Refused edits of one document that are kept. */
const REFUSED_KEPT_MAX = 100;

/** An item is claimed only as its file says it; null when the file is what the runtime wrote. */
export function byHand(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  key: string,
): Decision | null {
  return editOf(ports, owner, index, key) ?? goneOf(ports, owner, index, key);
}

/**
 * Takes in edits of what is claimed next. An edit that cannot be read is left until then: whoever
 * writes may still be writing. Returns how many there were.
 */
export function takeEdits(ports: EnginePorts, owner: Owner, index: PlanIndex): number {
  let taken = 0;
  for (const key of nextKeys(owner, index)) {
    const edit = fileOf(ports, owner, index, key);
    if (edit === null || !edit.judged.ok) continue;
    owner.commit(decided(owner, index, edit, edit.judged.document));
    taken += 1;
  }
  // The next look must find what was made of an edit, not the edit.
  if (taken > 0) owner.render();
  return taken;
}

/** What can be claimed, and what waits for other work of the lineages that are worked on. */
function nextKeys({ state }: Owner, index: PlanIndex): Set<string> {
  const open = [...state.open_targets].flatMap((root) =>
    first(state.lineages.get(root)?.open_keys),
  );
  const claimable = Object.keys(index.plan.families).flatMap((family) =>
    first(state.claimable.get(claimKey(family))).map(({ key }) => key),
  );
  return new Set([...open, ...claimable]);
}

function first<T>(all: Iterable<T> | undefined): T[] {
  const found: T[] = [];
  for (const one of all ?? []) {
    if (found.length === LOOKED_AT_MAX) break;
    found.push(one);
  }
  return found;
}

/**
 * An edit of a queued document: its new revision, or refused with the edited text kept beside it.
 * Null when there is none.
 */
export function editOf(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  key: string,
): Decision | null {
  const edit = fileOf(ports, owner, index, key);
  if (edit === null) return null;
  const { judged } = edit;
  return judged.ok
    ? decided(owner, index, edit, judged.document)
    : putAside(ports, owner, edit, judged.reason);
}

interface EditedFile {
  readonly item: Item;
  readonly family: Family;
  /** Below the runtime folder. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly judged: JudgedEdit;
  readonly is_owners: boolean;
}

function fileOf(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  key: string,
): EditedFile | null {
  const item = owner.state.items.get(key);
  if (item?.state !== 'queue' || !owner.isPlaced(key)) return null;
  const family = index.family(item.family);
  const path = pathOf(family, item);
  const file = owner.follower.layout.at(path);
  const bytes = isOwnFile(ports.disk, file) ? ports.disk.read(file) : null;
  if (bytes === null || owner.follower.recognizes(key, bytes)) return null;
  const judged = judgeEdit(ports, family, item.id, bytes);
  const mtime_ms = ports.disk.stat(file)?.mtime_ms ?? 0;
  return { item, family, path, bytes, judged, is_owners: isQuietSince(ports, owner, mtime_ms) };
}

/** Nothing that a stage started could have done it. */
export function isQuietSince(
  { clock }: Pick<EnginePorts, 'clock'>,
  { state }: Owner,
  mtime_ms: number,
): boolean {
  const isLive = [...state.runs.values()].some((run) => run.request?.live != null);
  if (isLive) return false;
  if (state.requests_started === 0) return true;
  // A checkpoint of a release that noted no such moment tells of none, and then it is asked.
  return mtime_ms > Date.parse(state.quiet_at) && mtime_ms <= clock.now();
}

function decided(
  owner: Owner,
  index: PlanIndex,
  { item, family, path, is_owners }: EditedFile,
  document: WorkDocument,
): Decision {
  const edit = { family, document, path: workspacePath(path), is_owners };
  return editedByHand(owner.facts(index), owner.state, item, edit);
}

function putAside(ports: EnginePorts, owner: Owner, edit: EditedFile, reason: string): Decision {
  const { item, path, bytes } = edit;
  const { layout } = owner.follower;
  const kept = freeName(ports.disk, path, (one) => layout.at(one));
  ports.disk.write(layout.at(kept), bytes);
  const text = owner.follower.document(item.key).text ?? '';
  ports.disk.write(layout.at(path), new TextEncoder().encode(text));
  const data = { item: item.key, kept: kept.slice(dirname(path).length + 1), reason };
  const what = `An edit of ${workspacePath(path)} could not be taken (${reason}); it is kept in ${data.kept}`;
  const said: Change[] =
    item.root === null
      ? []
      : [
          decisionChange({
            root: item.root,
            key: item.key,
            kind: 'note',
            text: what,
            actor: 'the queue',
            is_person: false,
          }),
        ];
  const cause = { input: 'folder', rule: 'edited_by_hand' };
  return { changes: [noteChange('document_edit_refused', data), ...said], cause };
}

/** No refused edit takes the place of an earlier one. */
function freeName(disk: Disk, path: string, at: (path: string) => string): string {
  const stem = path.slice(0, -'.md'.length);
  for (let number = 1; number < REFUSED_KEPT_MAX; number += 1) {
    const name = `${stem}${number === 1 ? '' : `.${number}`}.md.invalid`;
    if (disk.stat(at(name)) === null) return name;
  }
  return `${stem}.md.invalid`;
}

/**
 * The file of a queued document is gone from a folder that is there. What nobody has written yet is
 * not gone.
 */
export function goneOf(
  { disk }: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  key: string,
  nth = 1,
): Decision | null {
  const { state, follower } = owner;
  const item = state.items.get(key);
  if (item?.state !== 'queue' || !owner.isPlaced(key) || state.asked_items.has(key)) return null;
  const path = pathOf(index.family(item.family), item);
  const file = follower.layout.at(path);
  if (disk.stat(file) !== null || disk.stat(dirname(file))?.kind !== 'dir') return null;
  return goneByHand(state, item, workspacePath(path), nth);
}

export function pathOf(family: Family, { id }: Pick<Item, 'id'>): string {
  return `${family.folder}/${family.states.queue}/${id}.md`;
}

/** An edit is a file in the queue folder itself; what a link leads to is no edit. */
function isOwnFile(disk: Disk, path: string): boolean {
  return disk.stat(dirname(path))?.kind === 'dir' && disk.stat(path)?.kind === 'file';
}

type JudgedEdit =
  | { readonly ok: true; readonly document: WorkDocument }
  | { readonly ok: false; readonly reason: string };

/** Whether the edited bytes would be a new revision of the item, or why not. */
export function judgeEdit(
  ports: Pick<EnginePorts, 'clock' | 'hash'>,
  family: Family,
  id: string,
  bytes: Uint8Array,
): JudgedEdit {
  const decoded = decodeDocument(bytes);
  if (!decoded.ok) return { ok: false, reason: decoded.problem };
  const draft = draftDocument(decoded.text, family, {
    now: ports.clock.now(),
    actor: 'folder',
    id,
    hash8: (text) => ports.hash.sha256(text).slice(0, 8),
  });
  if (!draft.ok) return { ok: false, reason: draft.problems.slice(0, 1).map(problemText).join() };
  if (draft.document.id === id) return { ok: true, document: draft.document };
  return { ok: false, reason: `its id is ${draft.document.id}; an edit cannot change the id` };
}
