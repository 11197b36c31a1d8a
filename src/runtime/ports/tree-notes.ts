/** Where a stage edits, and where what is kept of it lies. */
export interface NotePlace {
  /** Absolute. */
  readonly work_dir: string;
  /** Absolute; a folder of ours, made when it is needed. */
  readonly store: string;
}

/** What a folder held at one moment, by name; or why nobody can tell. */
export type TreeNote =
  | { readonly id: string; readonly unknown?: undefined }
  | { readonly unknown: string; readonly id?: undefined };

/** One file that differs between two notes. */
export interface FileChange {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** Lines; null = no text, or its content is not kept. */
  readonly added: number | null;
  readonly removed: number | null;
}

export interface TreeDifference {
  /** By path, up to the limit that was asked for. */
  readonly files: readonly FileChange[];
  /** Of all. */
  readonly total: number;
  /** Lines of all files that have lines; null = contents are not kept, so nobody counted. */
  readonly added: number | null;
  readonly removed: number | null;
}

/** The text of a difference, as `git diff` writes it. */
export interface TreePatch {
  readonly text: string;
  /** It goes on behind the limit. */
  readonly is_cut: boolean;
}

/**
 * The content of work folders, noted by name before and after each stage. Contract: nothing throws,
 * nothing of the user's repository is changed, no program that it or the workspace names is started.
 */
export interface TreeNotes {
  /** What it holds now, without what git ignores and without the runtime folder. Only for the owner. */
  note(place: NotePlace): TreeNote;
  /** Makes the difference of two notes lasting, whatever becomes of the repository, under `shelf`. */
  keep(place: NotePlace, shelf: string, from: string, to: string): void;
  /** null = what it needs is not kept. */
  compare(place: NotePlace, shelf: string, from: string, to: string): TreeDifference | null;
  /** At most so many bytes; null = what it needs is not kept. */
  patch(
    place: NotePlace,
    shelf: string,
    from: string,
    to: string,
    bytes_max: number,
  ): TreePatch | null;
  /** What became of the folder since a note, as of now; for anybody. null = nobody can tell. */
  since(
    place: NotePlace,
    from: string,
    bytes_max: number,
  ): { readonly difference: TreeDifference; readonly patch: TreePatch } | null;
  /**
   * The command by which a stage can look at the difference; without `to`, at what became of the first
   * since. null = there is none.
   */
  command(place: NotePlace, from: string, to: string | null): string | null;
}
