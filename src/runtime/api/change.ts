/** What was committed since the last notice, as far as somebody may want to read it again. */
export interface ChangeNotice {
  /** Root specs. */
  readonly roots: readonly string[];
  /** As `<family>/<id>`. */
  readonly items: readonly string[];
  readonly runs: readonly string[];
  /** Of a plan that was adopted. */
  readonly planes: readonly string[];
  /** There is something to list that was not there before. */
  readonly is_new: boolean;
  /** Another journal, or more than a notice names: whatever was read may read otherwise now. */
  readonly is_whole: boolean;
}

/** Whatever is shown may be another. */
export const WHOLE: ChangeNotice = {
  roots: [],
  items: [],
  runs: [],
  planes: [],
  is_new: true,
  is_whole: true,
};

export interface WatchInput {
  readonly signal: AbortSignal;
  readonly told: (notice: ChangeNotice) => void;
}
