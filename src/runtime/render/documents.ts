import type { ItemState, Recorded } from '../kernel/changes/changes.ts';
import { itemOfRun } from '../kernel/state/lookup.ts';
import type { PlanIndex } from '../kernel/state/plan-index.ts';
import type { Item, State } from '../kernel/state/state.ts';
import type { Hash } from '../ports/index.ts';
import type { Files } from './files.ts';
import type { Fetch } from './history.ts';
import { documentFile, documentFolder } from './paths.ts';

/** Where bytes come from that are not at hand. */
export interface Sources {
  /** The current document of a work item. */
  documentBytes(key: string): Uint8Array;
  recordedBytes(recorded: Recorded): Uint8Array;
  record: Fetch;
}

const STATES: readonly ItemState[] = [
  'active',
  'queue',
  'blocked',
  'done',
  'superseded',
  'withdrawn',
];

/** Keeps each work item's document in the one folder that its state names. */
export class Documents {
  /** Last known path of documents that will move again soon; any other is looked for. */
  private readonly paths = new Map<string, string>();

  constructor(
    private readonly files: Files,
    private readonly sources: Sources,
    private readonly hash: Hash,
  ) {}

  forget(): void {
    this.paths.clear();
  }

  /** The documents of active runs surely are where they belong: their next moves need no search. */
  seedActive(state: State, index: PlanIndex): void {
    for (const run of state.runs.values()) {
      const item = itemOfRun(state, run);
      if (item !== undefined) this.remember(item, pathOf(item, index));
    }
  }

  /** The first bytes of an item that had no document before. */
  create(item: Item, bytes: Uint8Array, index: PlanIndex): void {
    const path = pathOf(item, index);
    this.files.put(path, bytes);
    this.remember(item, path);
  }

  /** Makes the document lie where its item's state says; one that is gone is written again. */
  settle(item: Item, index: PlanIndex): void {
    if (!this.bring(item, index)) {
      this.create(item, this.sources.documentBytes(item.key), index);
    }
  }

  /** Also makes its bytes the recorded ones; bytes that are right already are not written. */
  restore(item: Item, bytes: () => Uint8Array, index: PlanIndex): void {
    if (this.isRight(item, index)) return;
    if (this.bring(item, index) && this.isRight(item, index)) return;
    this.create(item, bytes(), index);
  }

  private isRight(item: Item, index: PlanIndex): boolean {
    const found = this.files.read(pathOf(item, index));
    if (found === null || this.hash.sha256(found) !== item.digest) return false;
    this.remember(item, pathOf(item, index));
    return true;
  }

  /** A move that a power loss tore apart may have left the document in both folders. */
  removeCopies(state: State, index: PlanIndex): void {
    for (const family of Object.values(index.plan.families)) {
      for (const folder of STATES.map((one) => documentFolder(family, one))) {
        for (const name of this.files.list(folder)) {
          const id = name.endsWith('.md') ? name.slice(0, -3) : '';
          const item = state.items.get(`${family.family_id}/${id}`);
          const relativePath = `${folder}/${name}`;
          if (item !== undefined && pathOf(item, index) !== relativePath)
            this.files.remove(relativePath);
        }
      }
    }
  }

  /** Moves the document to its place by one rename. Returns false when it is nowhere. */
  private bring(item: Item, index: PlanIndex): boolean {
    const relativePath = pathOf(item, index);
    const from = this.paths.get(item.key) ?? guess(item, index);
    const moved = from !== null && (from === relativePath || this.files.move(from, relativePath));
    if (!moved && !this.files.exists(relativePath) && !this.search(item, relativePath, index))
      return false;
    this.remember(item, relativePath);
    return true;
  }

  private search(item: Item, relativePath: string, index: PlanIndex): boolean {
    const family = index.family(item.family);
    return STATES.some((state) => {
      const other = documentFile(family, state, item.id);
      return (
        other !== relativePath && this.files.exists(other) && this.files.move(other, relativePath)
      );
    });
  }

  private remember(item: Item, relativePath: string): void {
    if (item.state === 'active' || item.state === 'blocked') this.paths.set(item.key, relativePath);
    else this.paths.delete(item.key);
  }
}

/** Items whose family the plan knows; a document of any other stays where it is. */
export function* placedItems(state: State, index: PlanIndex): IterableIterator<Item> {
  for (const item of state.items.values()) {
    if (index.plan.families[item.family] !== undefined) yield item;
  }
}

export function pathOf(item: Item, index: PlanIndex): string {
  return documentFile(index.family(item.family), item.state, item.id);
}

/** A claim finds its document in the queue, which holds too many to remember. */
function guess(item: Item, index: PlanIndex): string | null {
  if (item.state !== 'active') return null;
  return documentFile(index.family(item.family), 'queue', item.id);
}
