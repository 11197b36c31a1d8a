import type { TokenRule, UsageGovernance } from '../../plan/index.ts';

/** From when to when, in milliseconds since the epoch. */
export interface TimeSpan {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** What may be used, as the config says now, with what only the edge knows. */
export interface Governance {
  readonly auto_resume: boolean;
  readonly rules: readonly TokenRule[];
  readonly unknown_usage: UsageGovernance['runtime_token_rules']['unknown_usage'];
  readonly estimated_stage_tokens: number;
  /** The day and the week in which now lies, in the zone of the config. */
  readonly calendar: { readonly day: TimeSpan; readonly week: TimeSpan };
}
