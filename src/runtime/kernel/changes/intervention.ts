import type { Speaker } from './lineage.ts';

export type InterventionAction =
  | 'supersede'
  | 'retarget'
  | 'resolve'
  | 'archive'
  | 'reopen'
  | 'repair_lineage';

/**
 * An operator stepped in: who, why and about what. What follows from it stands in the other changes of
 * the record.
 */
export interface InterventionChange extends Speaker {
  readonly k: 'intervention@1';
  readonly action: InterventionAction;
  /** The lineage that reads of it; null = it belongs to none. */
  readonly root: string | null;
  /** The work item that it is about; null = a lineage, or a file. */
  readonly key: string | null;
  /** What takes its place or was there before; the path of a file. Null = nothing. */
  readonly other: string | null;
  readonly reason: string;
  /** What was done, for later stages. */
  readonly text: string;
}

export function interventionChange(fields: Omit<InterventionChange, 'k'>): InterventionChange {
  const { action, root, key, other, reason, text, actor, is_person } = fields;
  return { k: 'intervention@1', action, root, key, other, reason, text, actor, is_person };
}
