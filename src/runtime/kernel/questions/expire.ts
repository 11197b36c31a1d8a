import { decisionChange } from '../changes/build.ts';
import type { Change } from '../changes/changes.ts';
import type { OpenQuestion, State } from '../state/state.ts';
import { answered, resumedBy } from './answered.ts';

/** Who answers where nobody did. */
const SPEAKER = { actor: 'the default of the question', is_person: false } as const;

/**
 * What follows for the first question whose time is over, so that each sees what the one before
 * left. Only a question that says when has such a time; one without a default, or that only a person
 * may answer, stays open, and that is said.
 */
export function expired(state: State, now: string): Change[] {
  for (const asked of state.questions.values()) {
    if (!isDue(asked, now)) continue;
    const { id, root, key, question, needs_person } = asked;
    const taken = needs_person ? null : asked.default;
    const end: Change = { k: 'expire@1', root, question: id, default: taken };
    if (taken !== null) return [end, ...answered(asked, taken, resumedBy(state, asked), SPEAKER)];
    const text = `the time of ${id} (${question}) is over without an answer; it stays open`;
    return [end, decisionChange({ root, key, kind: 'note', text, ...SPEAKER })];
  }
  return [];
}

function isDue({ expires_at, has_expired }: OpenQuestion, now: string): boolean {
  return expires_at !== undefined && has_expired !== true && expires_at <= now;
}
