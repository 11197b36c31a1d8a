/**
 * Changes: what a journal record holds, decisions and never questions. Each kind carries a version;
 * a new meaning is a new version, and every version that was ever released stays readable. This
 * room knows nothing of the others; `key` is `<family>/<id>` everywhere.
 */

import type { ItemState, Recorded } from './content.ts';
import type { AnyLineageChange } from './lineage.ts';
import type { AnyRunChange } from './run.ts';
import type { SkillChange } from './skills.ts';
import type { AnyWorkspaceChange } from './workspace.ts';

export type * from './content.ts';
export type * from './intervention.ts';
export type * from './lineage.ts';
export type * from './questions.ts';
export type * from './run.ts';
export type * from './skills.ts';
export type * from './workspace.ts';

/** A document becomes a work item. */
export interface AdmitChange {
  readonly k: 'admit@1';
  readonly family: string;
  readonly id: string;
  /** Milliseconds since the epoch; with the id the order of claims. */
  readonly at: number;
  readonly title: string;
  readonly deps: readonly string[];
  readonly root: string | null;
  readonly idea: string | null;
  readonly start_node: string | null;
  /** Key of the handoff document because of which this item exists, or null. */
  readonly via: string | null;
  readonly document: Recorded;
  /** The text as it was handed over, when it is not the document itself. */
  readonly handed_over: Recorded | null;
  /** Where it came from: an operation, a folder, a stage's request id, or the runtime itself. */
  readonly source: {
    readonly kind: 'operator' | 'folder' | 'stage' | 'runtime';
    readonly ref: string | null;
  };
  /** State it enters in; anything but `queue` only when a workspace is rebuilt from its folders. */
  readonly state: ItemState;
  /** The rule of the plan that asked for it, and what the result was about. */
  readonly trigger?: Trigger;
}

export interface Trigger {
  readonly rule: string;
  /** Key of the work item; null = a closure target was judged. */
  readonly item: string | null;
  readonly root: string | null;
}

/** Another text becomes the document of an item; its lineage stays as it was. */
export interface ReviseChange {
  readonly k: 'revise@1';
  readonly key: string;
  readonly at: number;
  readonly title: string;
  readonly deps: readonly string[];
  readonly document: Recorded;
  readonly source: AdmitChange['source'];
}

export interface MoveChange {
  readonly k: 'move@1';
  readonly key: string;
  readonly to: ItemState;
  readonly reason: string;
}

/** An item that nobody works on joins another lineage. */
export interface RehomeChange {
  readonly k: 'rehome@1';
  readonly key: string;
  readonly root: string;
  readonly idea: string | null;
}

/** Whatever happens to a work item. */
export type AnyItemChange = AdmitChange | ReviseChange | MoveChange | RehomeChange;

export type Change =
  | AnyItemChange
  | AnyRunChange
  | AnyLineageChange
  | AnyWorkspaceChange
  | SkillChange;
