/**
 * State: all that the kernel knows, in memory, with the indexes that keep a step short whatever the
 * number of items. Only `evolve` and the reading of a checkpoint change it; whoever else holds a
 * state reads.
 */

import type { Review } from '../../plan/index.ts';
import type {
  Claim,
  ConfigRefusal,
  DecisionChange,
  IdeaChange,
  ItemState,
  QuestionChange,
  TargetVerdictChange,
} from '../changes/changes.ts';
import type { Contract } from '../contract/contract.ts';
import type { FinishedRun, Run, RunStatus, TreeSpan } from './run.ts';
import type { SkillHistory, SkillUse } from './skills.ts';
import type { Ordered } from './sorted-list.ts';
import type { TriggerMark } from './trigger.ts';
import { type LineageCost, noUsage, type Spend, type Totals, type Usage } from './usage.ts';
import type { KeptAnswer, KnownLoop, Pause } from './workspace.ts';

export type * from './run.ts';
export type * from './skills.ts';
export type * from './trigger.ts';
export type { Bucket, Spend, Totals, Usage } from './usage.ts';
export type * from './workspace.ts';

/** One work item. Kept small: a hundred thousand of them are normal. The document's bytes are elsewhere. */
export interface Item {
  readonly family: string;
  readonly id: string;
  readonly key: string;
  state: ItemState;
  at: number;
  title: string;
  digest: string;
  /** Sequence number of the record that holds the current bytes. */
  seq: number;
  deps: readonly string[];
  /** Dependencies that are not done yet. */
  unmet: number;
  root: string | null;
  idea: string | null;
  readonly start_node: string | null;
  readonly via: string | null;
  /** Stages that ran for it, in all its runs. */
  stages: number;
}

/** A claim of a stage, under the id by which people and later stages name it. */
export interface LedgerEntry extends Claim {
  readonly id: string;
  readonly node: string;
  readonly request: string;
  /** Sequence number of its record. */
  readonly seq: number;
}

/** What stages have claimed about a lineage, oldest first. */
export interface Ledger {
  /** Of all, kept here or not: older ones are in their records. */
  readonly total: number;
  readonly entries: readonly LedgerEntry[];
}

/** Something that was decided or asked, under the id by which people and later stages name it. */
export interface DecisionEntry extends Omit<DecisionChange, 'k' | 'root'> {
  readonly id: string;
  readonly at: string;
}

/** A question that nobody has answered yet. */
export interface OpenQuestion extends Omit<QuestionChange, 'k'> {
  readonly at: string;
  /** Its time was over, and it had no default to take. */
  readonly has_expired?: true;
}

/** What stages did to the work folder, one after the other; what follows at once is one span. */
export interface LineageTrees {
  readonly spans: readonly Pick<TreeSpan, 'before' | 'after' | 'shared' | 'late_ms'>[];
  /** Older ones that are not kept here. */
  readonly left: number;
}

/** Everything known about a root document and what descends from it. */
export interface Lineage extends LineageCost {
  readonly root: string;
  /** Items in queue, active or blocked. */
  open: number;
  /** Keys of the open items. */
  readonly open_keys: Set<string>;
  /** Grows with every change of one of its items; a closure target waits for it after a blocked verdict. */
  version: number;
  /** Grows when an item gets done. */
  finished: number;
  stages: number;
  wall_ms: number;
  tokens: number;
  handoffs: number;
  remediations: number;
  /** Name of the limit that holds it, or null. */
  held: string | null;
  /** Limit, or limit and item -> what its owner allowed beyond it; absent = nothing. */
  granted?: Readonly<Record<string, number>>;
  /** What its owner wants to see before it counts; null = it was seen, absent = nothing. */
  review?: Review | null;
  /** Whether a script played a stage of it; absent while that is not known. */
  simulated?: boolean;
  /** Absent while no stage has claimed anything. */
  ledger?: Ledger;
  /** Oldest first; absent while there are none. */
  decisions?: readonly DecisionEntry[];
  /** Absent while nothing was noted. */
  trees?: LineageTrees;
  /** Root of the lineage that is over and that this one takes up again; absent = none. */
  follows?: string;
}

export interface ClosureTarget {
  readonly root: string;
  readonly idea: string;
  readonly key: string;
  /** Sequence number of the record with the frozen contract. */
  readonly seq: number;
  readonly opened_at: string;
  closed_at: string | null;
  /** It was ended by its owner and not closed by a verdict. */
  withdrawn?: true;
  last_run: string | null;
  last_action: TargetVerdictChange['action'] | null;
  failure_class: string | null;
  verdict_path: string | null;
  report_path: string | null;
  /** `lineage.version` at the last verdict. */
  judged_version: number;
  /** Version of the contract at the last verdict; absent = the first, or there was none. */
  judged_contract?: number;
  /** Sequence number of the record with the newest version of the contract; absent = the first. */
  amended_seq?: number;
  /** Absent in a target that was opened before contracts had ids, until they are recorded. */
  contract?: Contract;
}

export interface Handoff {
  readonly incident: string;
  readonly source: string | null;
  /** Items with `via` = incident that are not done. */
  open: number;
}

export interface Unreadable {
  readonly path: string;
  readonly root: string | null;
  readonly sha256: string;
  readonly seq: number;
  readonly problems: readonly string[];
  /** Its owner wants to see it no more: nothing waits for it, and its file is moved away. */
  readonly archived?: true;
}

/** A file of the ideas inbox, as it was when it was looked at last. */
export interface KnownIdea extends Omit<IdeaChange, 'k' | 'path'> {
  readonly at: string;
}

export type Depth = Record<ItemState, number>;

/** All that the kernel knows. A checkpoint holds it, apart from the indexes at the end. */
export class State {
  seq = 0;
  at = '';
  epoch = '';
  plan_id: string | null = null;
  plan_sha256: string | null = null;
  /** The config that counts, by its blob (null = no file); null = no record says it. */
  config: { readonly sha256: string | null } | null = null;
  /** Why what the sources say now is not used; null = it is, or nobody has looked. */
  config_refusal: ConfigRefusal | null = null;
  /** Whether the loop should be running. */
  desired_running = false;
  /** The loop, from its start to its end; one that was killed stays until the next owner comes. */
  loop: KnownLoop | null = null;
  /** When the last attempt was taken in that had run; nothing of a stage is newer while none is live. */
  quiet_at = '';
  /** Number of the last command that came through the mailbox. */
  mailbox_number = 0;
  /** By request key, the newest ones. */
  readonly answers = new Map<string, KeptAnswer>();
  runs_started = 0;
  requests_started = 0;
  readonly items = new Map<string, Item>();
  readonly lineages = new Map<string, Lineage>();
  readonly runs = new Map<string, Run>();
  readonly finished = new Map<string, FinishedRun>();
  readonly targets = new Map<string, ClosureTarget>();
  readonly handoffs = new Map<string, Handoff>();
  /** `key\u001fpolicy` -> entries. */
  readonly counters = new Map<string, number>();
  readonly pauses = new Map<string, Pause>();
  readonly unreadable = new Map<string, Unreadable>();
  /** By path below the root of the workspace, in the order in which they were seen first. */
  readonly ideas = new Map<string, KnownIdea>();
  questions_asked = 0;
  /** By id, oldest first. */
  readonly questions = new Map<string, OpenQuestion>();
  /** Root that stands still until its owner has reviewed it -> the question. Derived. */
  readonly reviewed_roots = new Map<string, string>();
  /** Key of a work item -> where it goes on once it is claimed again. */
  readonly resumes = new Map<string, { readonly run: string; readonly node: string }>();
  /** Plane -> last status token, without `### `. Absent = idle. */
  readonly markers = new Map<string, string>();
  last_result: {
    node: string;
    outcome: string;
    run: string;
    request: string;
    failure_class: string | null;
    summary: string;
    simulated?: boolean;
  } | null = null;
  totals: Totals = {
    stages: 0,
    wall_ms: 0,
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    thinking_tokens: 0,
    total_tokens: 0,
    cost_usd: null,
    unpriced: 0,
  };

  usage: Usage = noUsage();
  /** What is open (`spendKey`) -> what it used; the ones that spent last. */
  readonly spends = new Map<string, Spend>();
  /** Plane and node (`nodeKey`) -> the most that one of its stages has used. */
  readonly largest_spends = new Map<string, number>();
  /** The same of what they have cost, in USD. */
  readonly largest_costs = new Map<string, number>();
  /** Rule, subject and threshold (`warningKey`) -> when somebody was told that it is near. */
  readonly usage_warned = new Map<string, string>();

  /** By the id of a skill, those that the runtime has changed or may change. */
  readonly skills = new Map<string, SkillHistory>();
  /** By the text (`useKey`), the one that was used last at the end; those that were not for longest go. */
  readonly skill_uses = new Map<string, SkillUse>();
  /** Rule -> its requests that are open, or younger than a day. */
  readonly triggers = new Map<string, readonly TriggerMark[]>();

  // Indexes. Those of held and open roots stand in a checkpoint; the others are derived from the rest.
  /**
   * Family, and family with root (`claimKey`) -> items
   * in `queue` without an open dependency, by (at, id).
   */
  readonly claimable = new Map<string, Ordered<Item>>();
  /** Keys of the items about whose file somebody is asked. */
  readonly asked_items = new Set<string>();
  /** Incidents that are over, with all that came of them: their parked items may be superseded. */
  readonly settling = new Set<string>();
  /** Roots whose lineage is held by a limit. */
  readonly held_roots = new Set<string>();
  /** Roots whose closure target is open, in the order in which they were opened. */
  readonly open_targets = new Set<string>();
  /** Keys of the items that are blocked. */
  readonly blocked = new Set<string>();
  /** Root -> keys of all items of its lineage, in the order of their admission. */
  readonly members = new Map<string, string[]>();
  /** Family -> how many items are in each state. */
  readonly depth = new Map<string, Depth>();
  /** Key of a dependency -> keys of the items that wait for it. */
  readonly waiters = new Map<string, string[] | Set<string>>();
  /** Items, finished runs and roots touched since the last checkpoint, for deltas. */
  readonly dirty = new Set<string>();
  readonly dirty_runs = new Set<string>();
  readonly dirty_roots = new Set<string>();
}

/** Key of the claimable items of a family, of one root when it is given. */
export function claimKey(family: string, root?: string | null): string {
  return root === undefined ? family : `${family}\u001f${root ?? ''}`;
}

/** What a record touched, so that rendering writes only that. */
export interface Touched {
  readonly items: Set<string>;
  /** Runs whose trace changed; finished ones are given whole because state no longer holds them. */
  readonly runs: Map<string, Run & { status: RunStatus }>;
  readonly targets: Set<string>;
  readonly results: string[];
  counters: boolean;
  plan: boolean;
  unreadable: boolean;
}
