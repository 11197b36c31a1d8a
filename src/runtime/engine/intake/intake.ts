/**
 * What people put into the folders of documents by hand, and what they edit there. A file counts
 * once it has been left alone for a moment; one that cannot be read becomes a recorded problem and
 * is never passed over in silence.
 */

import { decodeDocument, draftDocument, type WorkDocument } from '../../documents/index.ts';
import {
  admission,
  backByHand,
  type Change,
  type Item,
  keyOf,
  type PlanIndex,
  placed,
  readableChange,
  type Unreadable,
  unreadableChange,
} from '../../kernel/index.ts';
import { type Family, RUNTIME_FOLDER } from '../../plan/index.ts';
import { familyFolders } from '../../workspace/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { goneOf } from './hand-edits.ts';
import { moveAside } from './move-aside.ts';
import { problemText } from './problem-text.ts';

/** Documents taken in by one record. */
const DOCUMENTS_PER_RECORD_MAX = 100;
const PROBLEMS_KEPT_MAX = 5;
/** Documents that are gone, asked about by one look. */
const MISSING_ASKED_MAX = 20;

/** After our own writing a folder is listed again when nothing runs, or when so much time has gone by. */
const RELIST_MS_MAX = 15_000;

interface FolderState {
  readonly mtime_ms: number;
  /** Monotonic. */
  readonly listed_ms: number;
  /** Our own writing moved it since. A document of somebody else may hide behind that. */
  readonly own: boolean;
}

/**
 * By folder. One that did not move is not listed: a hundred thousand names take long, and nothing
 * should wait for that.
 */
export type FolderTimes = Map<string, FolderState>;

export interface Look {
  /** No stage runs, so there is time for any folder that moved. */
  readonly idle: boolean;
  /** A file is taken in once it has been left alone for this long. */
  readonly debounce_ms: number;
}

/**
 * Takes in what people put into claimable folders by hand; notices what they took out again.
 * Returns how many changes there were.
 */
export function takeIn(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  seen: FolderTimes,
  { idle, debounce_ms }: Look,
): number {
  let taken = 0;
  for (const family of Object.values(index.plan.families)) {
    const { queue } = familyFolders(owner.follower.layout, family);
    const stat = ports.disk.stat(queue);
    // A link would bring documents of somebody else in; doctor names it.
    if (stat !== null && stat.kind !== 'dir') continue;
    const mtime_ms = stat?.mtime_ms ?? 0;
    const listed_ms = ports.clock.monotonic();
    const known = seen.get(queue);
    const isDue = known?.own && (idle || listed_ms - known.listed_ms >= RELIST_MS_MAX);
    if (known?.mtime_ms === mtime_ms && !isDue) continue;
    const fresh = new Folder(ports, owner, index, family, queue, debounce_ms).changes();
    for (let at = 0; at < fresh.changes.length; at += DOCUMENTS_PER_RECORD_MAX) {
      const changes = fresh.changes.slice(at, at + DOCUMENTS_PER_RECORD_MAX);
      owner.commit({ changes, cause: { input: 'folder', rule: 'intake' } });
    }
    taken += fresh.changes.length;
    // A file that is still being written is looked at again.
    if (fresh.unstable) seen.delete(queue);
    else seen.set(queue, { mtime_ms, listed_ms, own: false });
  }
  return taken;
}

/** Remembers how the folders look that this owner has just written to. */
export function settleTimes(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  seen: FolderTimes,
): void {
  for (const id of owner.moved) {
    const family = index.plan.families[id];
    if (family === undefined) continue;
    const { queue } = familyFolders(owner.follower.layout, family);
    const known = seen.get(queue);
    const mtime_ms = ports.disk.stat(queue)?.mtime_ms ?? 0;
    if (known !== undefined && known.mtime_ms !== mtime_ms) {
      seen.set(queue, { ...known, mtime_ms, own: true });
    }
  }
  owner.moved.clear();
}

class Folder {
  private readonly prefix: string;

  constructor(
    private readonly ports: EnginePorts,
    private readonly owner: Owner,
    private readonly index: PlanIndex,
    private readonly family: Family,
    private readonly path: string,
    private readonly debounce_ms: number,
  ) {
    this.prefix = `${family.folder}/${family.states.queue}`;
  }

  changes(): { changes: Change[]; unstable: boolean } {
    const changes: Change[] = [];
    const present = new Set<string>();
    let unstable = false;
    let known = 0;
    for (const { name, kind } of this.ports.disk.list(this.path) ?? []) {
      if (kind !== 'file' || !name.endsWith('.md')) continue;
      present.add(`${this.prefix}/${name}`);
      const item = this.itemOf(name);
      if (item?.state === 'queue') known += 1;
      if (item !== undefined) continue;
      if (this.isYoung(name)) unstable = true;
      else changes.push(...this.take(name));
    }
    const back = [...this.gone(present), ...this.back(present)];
    const isWhole = known >= (this.owner.state.depth.get(this.family.family_id)?.queue ?? 0);
    if (isWhole) return { changes: [...changes, ...back], unstable };
    // Whoever saves a file may take it away for a moment.
    if (this.isMoving()) return { changes: [...changes, ...back], unstable: true };
    const missing = this.missing(present);
    const isMore = missing.length >= MISSING_ASKED_MAX;
    return { changes: [...changes, ...back, ...missing.flat()], unstable: unstable || isMore };
  }

  private itemOf(name: string): Item | undefined {
    return this.owner.state.items.get(keyOf(this.family.family_id, stemOf(name)));
  }

  private isMoving(): boolean {
    const mtime_ms = this.ports.disk.stat(this.path)?.mtime_ms ?? 0;
    return this.ports.clock.now() - mtime_ms < this.debounce_ms;
  }

  /** What is asked about each document that is gone. */
  private missing(present: ReadonlySet<string>): (readonly Change[])[] {
    const found: (readonly Change[])[] = [];
    for (const { key, id, family, state } of this.owner.state.items.values()) {
      if (state !== 'queue' || family !== this.family.family_id) continue;
      if (present.has(`${this.prefix}/${id}.md`)) continue;
      const gone = goneOf(this.ports, this.owner, this.index, key, found.length + 1);
      if (gone !== null) found.push(gone.changes);
      if (found.length >= MISSING_ASKED_MAX) break;
    }
    return found;
  }

  /** Files about which it is asked why they are gone, and that are there. */
  private back(present: ReadonlySet<string>): Change[] {
    const asked = [...this.owner.state.questions.values()];
    return asked.flatMap((one) => {
      const { file } = one;
      const isBack = file?.is === 'gone' && present.has(file.path.slice(RUNTIME_FOLDER.length + 1));
      return isBack ? backByHand(one).changes : [];
    });
  }

  private isYoung(name: string): boolean {
    const mtime = this.ports.disk.stat(`${this.path}/${name}`)?.mtime_ms ?? 0;
    return this.ports.clock.now() - mtime < this.debounce_ms;
  }

  private take(name: string): Change[] {
    const { state } = this.owner;
    const { hash } = this.ports;
    const bytes = this.ports.disk.read(`${this.path}/${name}`);
    if (bytes === null) return [];
    const relativePath = `${this.prefix}/${name}`;
    const known = state.unreadable.get(relativePath);
    if (known?.sha256 === hash.sha256(bytes)) return this.settled(known);
    const draft = this.draft(bytes, stemOf(name));
    if (!draft.ok) {
      const problems = draft.problems.slice(0, PROBLEMS_KEPT_MAX);
      const text = new TextDecoder().decode(bytes);
      const root = this.rootNamed(bytes);
      return [unreadableChange(hash, { path: relativePath, root, text, problems })];
    }
    const arrival = admission(hash, {
      family: this.family,
      document: draft.document,
      handed_over: new TextDecoder().decode(bytes),
      source: { kind: 'folder', ref: relativePath },
      state: 'queue',
    });
    return known === undefined ? [arrival] : [readableChange(relativePath), arrival];
  }

  /** Nothing new. What its owner put away goes out of the queue, where it still lies there. */
  private settled({ path, archived }: Unreadable): Change[] {
    if (archived !== true) return [];
    moveAside(this.ports, this.owner, path);
    return [readableChange(path)];
  }

  private draft(bytes: Uint8Array, stem: string) {
    const decoded = decodeDocument(bytes);
    if (!decoded.ok) return { ok: false as const, problems: [decoded.problem] };
    const draft = draftDocument(decoded.text, this.family, {
      now: this.ports.clock.now(),
      actor: 'folder',
      id: stem,
      hash8: (text) => this.ports.hash.sha256(text).slice(0, 8),
    });
    if (!draft.ok) return { ok: false as const, problems: draft.problems.map(problemText) };
    if (draft.document.id === stem) return this.inItsLineage(draft.document);
    const problem = `the file is named ${stem}.md but its id is ${draft.document.id}; make them equal`;
    return { ok: false as const, problems: [problem] };
  }

  private inItsLineage(document: WorkDocument) {
    const found = placed(this.index, this.owner.state, this.family, document);
    return found.ok ? found : { ok: false as const, problems: [found.problem] };
  }

  /** The lineage that an unreadable document names, when that much can be read. */
  private rootNamed(bytes: Uint8Array): string | null {
    const key = this.family.closure.root_keys[0];
    const label = this.family.scalars.find((field) => field.key === key)?.label;
    if (label === undefined) return null;
    const text = new TextDecoder().decode(bytes.subarray(0, 65_536));
    const line = text.split('\n').find((one) => one.trim().startsWith(`${label}:`));
    const value = line?.slice(line.indexOf(':') + 1).trim() ?? '';
    return value === '' ? null : value;
  }

  private gone(present: ReadonlySet<string>): Change[] {
    const changes: Change[] = [];
    for (const { path } of this.owner.state.unreadable.values()) {
      const here = path.startsWith(`${this.prefix}/`);
      if (here && !present.has(path)) changes.push(readableChange(path));
    }
    return changes;
  }
}

function stemOf(name: string): string {
  return name.slice(0, -'.md'.length);
}
