/** A range of the lines that were read, from 0; `end` is the line behind it. */
export interface Place {
  readonly line: number;
  readonly end: number;
}

/** Something of a section that may be an item. */
export interface Piece {
  /** `item`: from a list or a row. `prose`: an item only where nothing else is one. */
  readonly kind: 'item' | 'prose';
  readonly text: string;
  /** What it stands below, outermost first; pieces of one list share it. */
  readonly prefix: readonly string[];
  readonly places: readonly Place[];
}

/** How much of a name stands in front of an item. */
export const PREFIX_LENGTH_MAX = 80;
