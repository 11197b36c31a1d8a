import type { ContractItem } from '../contract/contract.ts';
import type { Recorded } from './content.ts';
import type {
  AnswerChange,
  ExpireChange,
  GrantChange,
  QuestionChange,
  ReviewChange,
} from './questions.ts';

/** What a stage says besides its result, for later stages and for the owner: nothing that is established. */
export interface Claim {
  readonly kind: 'assumption' | 'deviation' | 'remark' | 'note';
  readonly text: string;
}

/** What a stage claimed joins the ledger of its lineage. */
export interface LedgerChange {
  readonly k: 'ledger@1';
  readonly root: string;
  readonly request: string;
  readonly node: string;
  readonly claims: readonly Claim[];
}

/** Who spoke: a surface with the name of its client, or the node of a stage. */
export interface Speaker {
  readonly actor: string;
  /** It was a person, and that was shown: the id in question was typed at a controlling terminal. */
  readonly is_person: boolean;
}

/** What was decided, or asked, joins the decisions of a lineage, which every later stage reads. */
export interface DecisionChange extends Speaker {
  readonly k: 'decision@1';
  readonly root: string;
  /** The work item that it is about; null = the lineage. */
  readonly key: string | null;
  readonly kind:
    | 'note'
    | 'question'
    | 'answer'
    | 'withdrawal'
    | 'amendment'
    | 'waiver'
    | 'priority'
    | 'intervention';
  readonly text: string;
}

/** Its owner ends an item, or without a key the whole lineage, without it being done. */
export interface WithdrawChange {
  readonly k: 'withdraw@1';
  readonly root: string;
  readonly key: string | null;
  readonly at: string;
}

/** Another version of a lineage's contract, made by its owner. */
export interface AmendChange {
  readonly k: 'amend@1';
  readonly root: string;
  readonly version: number;
  readonly items: readonly ContractItem[];
  /** Prefix -> the highest number that was ever given. */
  readonly highest: Readonly<Record<string, number>>;
  /** The root document as it reads now. */
  readonly spec: Recorded;
}

/** Its owner lets one item of a contract go. */
export interface WaiveChange {
  readonly k: 'waive@1';
  readonly root: string;
  readonly version: number;
  readonly id: string;
}

/** A queued item gets another place in its queue. */
export interface PrioritizeChange {
  readonly k: 'prioritize@1';
  readonly root: string;
  readonly key: string;
  readonly at: number;
}

/** The closure that its judge blocked is judged again, although nothing of the lineage has changed. */
export interface RejudgeChange {
  readonly k: 'rejudge@1';
  readonly root: string;
}

/** What belongs to a lineage besides its items and its contract. */
export type AnyLineageChange =
  | LedgerChange
  | DecisionChange
  | WithdrawChange
  | QuestionChange
  | AnswerChange
  | ExpireChange
  | GrantChange
  | ReviewChange
  | AmendChange
  | WaiveChange
  | PrioritizeChange
  | RejudgeChange;
