import { attemptEndChange, noteChange } from '../changes/build.ts';
import type { Change, NoteChange } from '../changes/changes.ts';
import type { Decision } from '../facts/decision.ts';
import type { Run, State } from '../state/state.ts';
import { NOTHING_SPENT, retired } from './operator.ts';

export interface NewEpoch {
  readonly epoch: string;
  /**
   * `foreign`: attempts that are live belong to the workspace that this one is a copy of. They are
   * over for this one, and nothing is done to their processes.
   */
  readonly attempts: 'own' | 'foreign';
  /** The rule of the cause, which is also the event that tells of it. */
  readonly rule: string;
  readonly data: NoteChange['data'];
}

/** From here on ids carry another epoch. */
export function newEpoch(state: State, { epoch, attempts, rule, data }: NewEpoch): Decision {
  const runs = attempts === 'foreign' ? [...state.runs.values()] : [];
  return {
    changes: [
      ...runs.flatMap((run) => abandoned(state, run)),
      { k: 'epoch@1', epoch },
      noteChange(rule, data),
    ],
    cause: { input: 'workspace', rule },
  };
}

function abandoned(state: State, run: Run): readonly Change[] {
  const live = run.request?.live;
  if (live == null) return [];
  if (live.fenced) return retired(state, run, NOTHING_SPENT).changes;
  return [attemptEndChange(live.id, 'lost', [], { session: null, ...NOTHING_SPENT })];
}
