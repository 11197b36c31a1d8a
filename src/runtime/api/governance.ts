/** A rule on what may be used, and what is used now. */
export interface GovernanceRuleView {
  readonly rule_id: string;
  readonly window: string;
  /** The run, request, item or lineage that it is about; null = all of it. */
  readonly subject: string | null;
  /** null = nobody knows. */
  readonly used: number | null;
  readonly threshold: number;
  /** `tokens`, `USD` or `%`. */
  readonly unit: string;
  /** Nothing is started because of it. */
  readonly holds: boolean;
  /** When it lets dispatch go on by itself; null = it holds nothing, or does not end by itself. */
  readonly until: string | null;
}

/** What a subscription was last heard to say of one of its windows. */
export interface QuotaReadingView {
  readonly provider: string;
  readonly window: string;
  readonly percent_used: number;
  readonly read_at: string;
  readonly age_minutes: number;
  /** null = not said. */
  readonly resets_at: string | null;
}

/** What may be used, where anybody has said so. */
export interface GovernanceView {
  /** Those that hold first, then those that are fullest. */
  readonly rules: readonly GovernanceRuleView[];
  readonly rules_total: number;
  readonly readings: readonly QuotaReadingView[];
  /** Which windows of the subscription nobody knows enough of; empty = all are known. */
  readonly degraded: string;
  /** Why it cannot be told; null = it can. */
  readonly problem: string | null;
}
