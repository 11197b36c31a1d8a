import type { ContractItem } from '../contract/contract.ts';
import type { Recorded } from './content.ts';
import type { InterventionChange } from './intervention.ts';

export interface OpenChange {
  readonly k: 'open@1';
  /** Short random hex; part of every run and request id, so that a rebuilt workspace never reuses one. */
  readonly epoch: string;
}

/**
 * From here on ids carry another epoch: what was dispatched under the one before may belong to another
 * course of this journal, or to the workspace that this one is a copy of. An open request is asked
 * anew as soon as no attempt of it is live, so that no id and no folder is used twice.
 */
export interface EpochChange {
  readonly k: 'epoch@1';
  readonly epoch: string;
}

/**
 * A plan becomes the adopted one. Its JSON is the blob of `sha256`;
 * its prompts and skills are blobs as well.
 */
export interface PlanChange {
  readonly k: 'plan@1';
  readonly plan_id: string;
  readonly sha256: string;
  /** Blob of the config that it was compiled from, which counts from here on; null = there was none. */
  readonly config?: string | null;
}

/** What becomes of an edited config that needs no new plan, or of one that cannot be used. */
export type ConfigChange = { readonly k: 'config@1' } & ConfigEvent;

export type ConfigEvent =
  | {
      /** From here on this one counts. */
      readonly event: 'taken';
      /** Its blob; null = no file, so the defaults. */
      readonly sha256: string | null;
      /** Keys with another value than before, a few of them. */
      readonly keys: readonly string[];
    }
  /** What counted before goes on to count. */
  | { readonly event: 'refused'; readonly refusal: ConfigRefusal }
  /** What was refused is gone: the sources say again what counts. */
  | { readonly event: 'undone' };

/** Why what the sources of a plan say now is not used. */
export interface ConfigRefusal {
  readonly code: string;
  readonly what: string;
  readonly expected: string;
  readonly next: string;
}

export interface TargetOpenChange {
  readonly k: 'target-open@1';
  readonly root: string;
  readonly idea: string;
  readonly key: string;
  /** The root spec as it was handed over, before any stage refined it. */
  readonly spec: Recorded;
  readonly source: Recorded;
  readonly at: string;
}

/** The ids of a contract: of its first version when its target opens, or once for an older target. */
export interface ContractChange {
  readonly k: 'contract@1';
  readonly root: string;
  readonly version: number;
  readonly items: readonly ContractItem[];
  /** Work had been planned before there were ids. */
  readonly late: boolean;
}

export interface TargetVerdictChange {
  readonly k: 'target-verdict@1';
  readonly root: string;
  readonly run: string;
  readonly action: 'closed' | 'remediation' | 'blocked';
  readonly failure_class: string | null;
  readonly at: string;
  readonly verdict_path: string | null;
  readonly report_path: string | null;
}

/**
 * `incident` stands in for `source`, which is superseded
 * once the incident and all that came of it are done.
 */
export interface HandoffChange {
  readonly k: 'handoff@1';
  readonly incident: string;
  /** Key of the parked item; null for a remediation of a closure target. */
  readonly source: string | null;
  readonly root: string | null;
}

export interface PauseChange {
  readonly k: 'pause@1';
  readonly source: string;
  readonly reason: string;
  /** Wall time at which it lifts by itself, or null. */
  readonly until: string | null;
  /** Only its stages rest: its account is in trouble, and others go on. Absent = everything. */
  readonly runner?: string;
  /** Only this plane starts nothing: somebody paused it. Absent = everything, or one runner. */
  readonly plane?: string;
  /** Of usage governance: the rules that keep it. */
  readonly blockers?: readonly UsageBlocker[];
}

/** A rule of usage governance that lets nothing more be started. */
export interface UsageBlocker {
  readonly source: 'runtime_token' | 'account_budget' | 'subscription_quota' | 'working_hours';
  readonly rule_id: string;
  readonly window: string;
  /** The run, request, item or lineage that it is about; null = the workspace. */
  readonly subject: string | null;
  /** `none`: it counts nothing. */
  readonly metric: 'total_tokens' | 'cost_usd' | 'percent_used' | 'none';
  readonly observed: number;
  /** What stages that run, and the one that would be next, are expected to use besides. */
  readonly reserved: number;
  readonly threshold: number;
  /** When it is over by itself; null = it is not. */
  readonly next_resume_at: string | null;
  /** For people. */
  readonly detail: string;
}

/** It was said that a threshold is near, or that nobody knows what is used. */
export interface UsageWarningChange {
  readonly k: 'usage-warning@1';
  readonly rule_id: string;
  readonly window: string;
  readonly subject: string | null;
  readonly observed: number;
  readonly threshold: number;
  /** What is counted; absent = tokens. */
  readonly metric?: 'cost_usd' | 'percent_used';
  /** Why nobody knows; absent = a threshold is near. */
  readonly detail?: string;
}

export interface ResumeChange {
  readonly k: 'resume@1';
  readonly source: string;
}

/** A fence of a lineage was reached: nothing of it is dispatched until the limit is raised. */
export interface HoldChange {
  readonly k: 'hold@1';
  readonly root: string;
  readonly limit: string;
}

export interface UnholdChange {
  readonly k: 'unhold@1';
  readonly root: string;
}

/**
 * A file in a claimable folder that is not a valid document. It blocks the closure of its lineage,
 * or of all when that cannot be told.
 */
export interface UnreadableChange {
  readonly k: 'unreadable@1';
  /** Below `millrace-agents/`. */
  readonly path: string;
  readonly root: string | null;
  readonly document: Recorded;
  readonly problems: readonly string[];
}

export interface ReadableChange {
  readonly k: 'readable@1';
  readonly path: string;
}

/** What became of a file of the ideas inbox when it was looked at. */
export interface IdeaChange {
  readonly k: 'idea@1';
  /** Below the root of the workspace. */
  readonly path: string;
  /** Digest of its bytes; empty where they were not read. */
  readonly sha256: string;
  readonly became: IdeaFate;
  /** Key of the work item that stands for it, or null. */
  readonly key: string | null;
  /** Of one that was refused: why, a clause. */
  readonly why: string | null;
}

/**
 * `taken`: it became a work item. `known`: its text is that of one that was there. `revised`: its edit is
 * the new text of the item. `edited`: it was edited once work had begun, and nothing of the edit counts.
 * `refused`: it can be no work. `gone`: the file is not there any more.
 */
export type IdeaFate = 'taken' | 'known' | 'revised' | 'edited' | 'refused' | 'gone';

/**
 * A command was applied, once: its number in the mailbox,
 * its key, and the answer that a repeated call gets.
 */
export interface CommandChange {
  readonly k: 'command@1';
  /** null = it did not come through the mailbox. */
  readonly number: number | null;
  readonly request_key: string | null;
  readonly name: string;
  /** JSON, bounded. */
  readonly answer: string;
  /** Digest of what was asked, to which the key is bound. Records of earlier releases have none. */
  readonly content?: string;
}

/** Whether the loop of this workspace should be running: survives a reboot. */
export interface DesireChange {
  readonly k: 'desire@1';
  readonly running: boolean;
}

/**
 * What becomes of the owner that stays, so that every process can tell: it has the workspace, it
 * cannot go on until somebody fixes what is wrong, it goes on again, it is gone.
 */
export type LoopChange = { readonly k: 'loop@1' } & LoopEvent;

export type LoopEvent =
  | { readonly event: 'started'; readonly session: string; readonly at: string }
  | { readonly event: 'refused'; readonly refusal: LoopRefusal }
  | { readonly event: 'went_on' }
  | { readonly event: 'ended' };

/** An error that keeps an owner from going on, in its own words. */
export interface LoopRefusal {
  readonly code: string;
  readonly what: string;
  readonly next: string;
}

/** A fact for the event log that changes no state. */
export interface NoteChange {
  readonly k: 'note@1';
  readonly event: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** Whatever happens to the workspace as a whole, or to a lineage. */
export type AnyWorkspaceChange =
  | OpenChange
  | EpochChange
  | PlanChange
  | ConfigChange
  | TargetOpenChange
  | ContractChange
  | TargetVerdictChange
  | HandoffChange
  | PauseChange
  | ResumeChange
  | UsageWarningChange
  | HoldChange
  | UnholdChange
  | UnreadableChange
  | ReadableChange
  | IdeaChange
  | CommandChange
  | DesireChange
  | LoopChange
  | NoteChange
  | InterventionChange;
