/** What an ordered set sorts by. */
export interface Ranked {
  readonly at: number;
  readonly id: string;
}

/** Blocks are split above this size: a splice stays short whatever the number of items. */
const BLOCK_MAX = 512;

/** An ordered set by (at, id) in sorted blocks: O(log n) to find, short splices to change. */
export class Ordered<T extends Ranked> {
  private readonly blocks: T[][] = [];
  private count = 0;

  /** `sorted` must be in order already. */
  static fromSorted<T extends Ranked>(sorted: readonly T[]): Ordered<T> {
    const set = new Ordered<T>();
    for (let i = 0; i < sorted.length; i += BLOCK_MAX / 2) {
      set.blocks.push(sorted.slice(i, i + BLOCK_MAX / 2));
    }
    set.count = sorted.length;
    return set;
  }

  static compare(a: Ranked, b: Ranked): number {
    if (a.at !== b.at) return a.at - b.at;
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  }

  get size(): number {
    return this.count;
  }

  add(item: T): void {
    this.count += 1;
    const index = this.blockFor(item);
    const block = this.blocks[index];
    if (block === undefined) {
      this.blocks.push([item]);
      return;
    }
    block.splice(slotFor(block, item), 0, item);
    if (block.length > BLOCK_MAX) this.blocks.splice(index + 1, 0, block.splice(BLOCK_MAX / 2));
  }

  /** Returns whether it was there. Call it before the item's `at` changes. */
  delete(item: T): boolean {
    const index = this.blockFor(item);
    const block = this.blocks[index];
    if (block === undefined) return false;
    const slot = slotFor(block, item);
    if (block[slot] !== item) return false;
    block.splice(slot, 1);
    this.count -= 1;
    if (block.length === 0) this.blocks.splice(index, 1);
    return true;
  }

  /** Place of the item in the order, from 1; 0 when it is not there. */
  position(item: T): number {
    const index = this.blockFor(item);
    const block = this.blocks[index] ?? [];
    const slot = slotFor(block, item);
    if (block[slot] !== item) return 0;
    return this.blocks.slice(0, index).reduce((sum, one) => sum + one.length, slot + 1);
  }

  first(): T | undefined {
    return this.blocks[0]?.[0];
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const block of this.blocks) yield* block;
  }

  private blockFor(item: Ranked): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const last = this.blocks[middle]?.at(-1);
      if (last !== undefined && Ordered.compare(last, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function slotFor(block: readonly Ranked[], item: Ranked): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = block[middle];
    if (at !== undefined && Ordered.compare(at, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
