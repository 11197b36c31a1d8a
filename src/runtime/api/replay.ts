export interface ReplayInput {
  /** Root spec of the lineage, or the id of a run. */
  readonly of: string;
  /** Only records behind this one; 0 = from the beginning. */
  readonly after_seq: number;
  readonly limit: number;
}

/** One step of the life of a lineage, as its record tells it. */
export interface ReplayRow {
  readonly seq: number;
  readonly at: string;
  readonly kind: 'admitted' | 'started' | 'ended' | 'moved' | 'judged';
  /** `<family>/<id>`; null = the lineage as a whole. */
  readonly item: string | null;
  readonly run: string | null;
  readonly plane: string | null;
  /** The stage that starts or ended. */
  readonly node: string | null;
  /** Of a stage its outcome, of work the state that it moved to, of a verdict what it came to. */
  readonly outcome: string | null;
  /** What the stage said of its result. */
  readonly summary: string | null;
  readonly duration_ms: number | null;
  /** null = its harness did not say. */
  readonly total_tokens: number | null;
  readonly cost_usd: number | null;
}

export interface ReplayView {
  readonly seq: number;
  readonly simulated: boolean;
  /** Oldest first. */
  readonly rows: readonly ReplayRow[];
  /** Record to go on behind; null = this is the end. */
  readonly after_seq: number | null;
  /** From this record on every record is kept. */
  readonly kept_from: number;
}
