import {
  answer,
  type Change,
  note,
  type Revision,
  withdraw,
} from '../../../src/runtime/kernel/index.ts';
import type { Ledger } from './ledger.ts';
import type { Tape } from './tape.ts';

/** The owner of some work says something about it, ends it or answers. */
export function revisedBy({ state, now }: Ledger, tape: Tape): readonly Change[] {
  const speaker = { actor: 'owner', is_person: tape.pick(2) === 1 };
  const work = tape.of([...state.items.keys(), ...state.open_targets]) ?? '';
  const question = tape.of([...state.questions.keys()]) ?? 'Q0';
  const revisions: (() => Revision)[] = [
    () => note(state, work, 'mind the gap', speaker),
    () => answer(state, { question, text: '1' }, speaker),
    () => withdraw(state, now, { work, reason: 'enough' }, speaker),
  ];
  const revision = tape.of(revisions)?.();
  return revision?.ok === true ? revision.changes : [];
}

/** Every question gets an answer in the end. */
export function answered({ state }: Ledger): readonly Change[] {
  const [question] = state.questions.keys();
  if (question === undefined) return [];
  const revision = answer(state, { question, text: 'no' }, { actor: 'owner', is_person: true });
  return revision.ok ? revision.changes : [];
}
