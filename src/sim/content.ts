/** Layers are merged above this depth, so that a read never walks far. */
const DEPTH_MAX = 512;

const NOTHING = new Uint8Array(0);

/**
 * The bytes of a file, never changed in place: each write is a layer over the content before it.
 * So an append costs its own size, and any number of images share what they have in common.
 * Whoever writes gives the array away.
 */
export class Content {
  static readonly EMPTY = new Content(null, 0, 0, NOTHING, 0, 0);

  private constructor(
    private readonly below: Content | null,
    /** How many bytes of the layers below can still be seen. */
    private readonly kept: number,
    private readonly at: number,
    private readonly bytes: Uint8Array,
    readonly length: number,
    private readonly depth: number,
  ) {}

  static of(bytes: Uint8Array): Content {
    if (bytes.length === 0) return Content.EMPTY;
    return new Content(null, 0, 0, bytes, bytes.length, 0);
  }

  write(at: number, bytes: Uint8Array): Content {
    if (bytes.length === 0) return this;
    if (at === 0 && bytes.length >= this.length) return Content.of(bytes);
    if (this.depth >= DEPTH_MAX) return Content.of(this.read(0, this.length)).write(at, bytes);
    const length = Math.max(this.length, at + bytes.length);
    return new Content(this, this.length, at, bytes, length, this.depth + 1);
  }

  truncate(length: number): Content {
    if (length === 0) return Content.EMPTY;
    const kept = Math.min(length, this.length);
    return new Content(this, kept, 0, NOTHING, length, this.depth + 1);
  }

  read(at: number, length: number): Uint8Array {
    const end = Math.min(at + length, this.length);
    if (end <= at) return NOTHING;
    if (this.at <= at && end <= this.at + this.bytes.length) {
      return new Uint8Array(this.bytes.subarray(at - this.at, end - this.at));
    }
    const out = new Uint8Array(end - at);
    for (const [layer, limit] of this.layersOf(at, end).reverse()) {
      const from = Math.max(at, layer.at);
      const to = Math.min(limit, layer.at + layer.bytes.length);
      out.set(layer.bytes.subarray(from - layer.at, to - layer.at), from - at);
    }
    return out;
  }

  /** Layers that show in the range, newest first, each with the offset above which it is hidden. */
  private layersOf(at: number, end: number): [Content, number][] {
    const found: [Content, number][] = [];
    let limit = end;
    for (let layer: Content | null = this; layer !== null && limit > at; layer = layer.below) {
      const top = layer.at + layer.bytes.length;
      if (layer.at < limit && top > at) {
        found.push([layer, limit]);
        if (layer.at <= at && top >= limit) break;
      }
      limit = Math.min(limit, layer.kept);
    }
    return found;
  }
}
