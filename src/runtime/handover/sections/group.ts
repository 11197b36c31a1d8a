import type { Piece, Place } from './piece.ts';

/** Fewer words name a part of a list, more say what must hold. */
const STATEMENT_WORDS_MIN = 3;

/** What stands below one heading or label of a section. */
export class Group {
  pieces: Piece[] = [];
  private closed = false;

  constructor(
    readonly text: string,
    readonly prefix: readonly string[],
    private readonly place: Place,
    readonly level: number,
  ) {}

  /** Behind a rule below items prose is no item. */
  get isClosed(): boolean {
    return this.closed;
  }

  endProse(): void {
    if (this.pieces.length > 0) this.closed = true;
  }

  replace(pieces: Piece[]): void {
    this.pieces = pieces;
  }

  /** Of the section itself: its prose is an item only when there is nothing else. */
  introduction(isFollowed: boolean): Piece[] {
    const items = this.pieces.filter(({ kind }) => kind === 'item');
    return items.length > 0 || isFollowed ? items : this.pieces;
  }

  /** Its list, else its prose, else what it is called itself. */
  items({ isParent, isName }: { readonly isParent: boolean; readonly isName: boolean }): Piece[] {
    const { text, place } = this;
    const list = this.pieces.filter(({ kind }) => kind === 'item');
    const [first, ...others] = list.length > 0 ? list : this.pieces;
    if (first !== undefined) return [{ ...first, places: [...first.places, place] }, ...others];
    const isStatement = isName || text.split(' ').length >= STATEMENT_WORDS_MIN;
    if (isParent || !isStatement) return [];
    return [{ kind: 'item', text, prefix: this.prefix.slice(0, -1), places: [place] }];
  }
}
