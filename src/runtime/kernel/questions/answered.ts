import { answerChange, decisionChange, moveChange } from '../changes/build.ts';
import type { AnswerChange, Change, Speaker } from '../changes/changes.ts';
import type { OpenQuestion, State } from '../state/state.ts';

/** Where the work that waited for an answer goes on. */
export type Resumed = NonNullable<AnswerChange['resumes']>;

/** The record of an answer, whoever gives it; `resumed` null = nothing goes on because of it. */
export function answered(
  { id, root, key, question }: OpenQuestion,
  words: string,
  resumed: Resumed | null,
  speaker: Speaker,
): Change[] {
  const text = answerText(id, question, words);
  return [
    answerChange(id, root, { resumes: resumed }),
    decisionChange({ root, key, kind: 'answer', text, ...speaker }),
    ...(resumed === null ? [] : [moveChange(resumed.key, 'queue', `answered:${id}`)]),
  ];
}

export function answerText(id: string, question: string, words: string): string {
  return `${id} (${question}): ${words}`;
}

/** The questions that an item lies blocked for. */
export function questionsHolding(state: State, key: string): OpenQuestion[] {
  return [...state.questions.values()].filter((one) => one.holds && one.key === key);
}

/** Those that the closure of a lineage waits for. */
export function questionsHoldingClosure(state: State, root: string): OpenQuestion[] {
  const all = [...state.questions.values()];
  return all.filter((one) => one.holds && one.key === null && one.root === root);
}

/** Null when its work waits for no answer, or for others besides. */
export function resumedBy(state: State, asked: OpenQuestion): Resumed | null {
  const { key, run, node, holds, id } = asked;
  if (!holds || key === null || state.items.get(key)?.state !== 'blocked') return null;
  const others = questionsHolding(state, key).filter((one) => one.id !== id);
  return others.length === 0 ? { key, run, node } : null;
}
