/** A request that a trigger rule made: which, about what, and when. */
export interface TriggerMark {
  readonly key: string;
  readonly item: string | null;
  readonly root: string | null;
  readonly at: string;
}
