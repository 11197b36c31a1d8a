import { decisionChange, questionChange } from '../changes/build.ts';
import type { Change, QuestionChange } from '../changes/changes.ts';
import { type Run, workKey } from '../state/run.ts';
import type { State } from '../state/state.ts';
import type { AskedQuestion, Verdict } from './ended-attempt.ts';

type Result = Extract<Verdict, { kind: 'result' }>;

/** What a stage asks, and the ids of those questions that its work waits for. */
export interface Asked {
  readonly changes: readonly Change[];
  readonly holding: readonly string[];
}

export const NOTHING_ASKED: Asked = { changes: [], holding: [] };

/** Questions of a stage without a lineage reach nobody: its result holds them as notes. */
export function asked(now: string, state: State, run: Run, verdict: Result): Asked {
  const { root } = run;
  if (root === null) return NOTHING_ASKED;
  const questions = verdict.questions.flatMap((one) => {
    const holds = verdict.result_class === 'blocked' && (one.holds ?? true);
    if (!holds && isOpen(state, root, one)) return [];
    const { expires_ms, ...question } = one;
    return [{ ...question, ...expiryOf(now, expires_ms), holds }];
  });
  const key = workKey(run);
  const about = { root, key, run: run.id, node: run.node };
  const made = questions.map((one, at) => questionChange(state, at + 1, { ...about, ...one }));
  const speaker = { actor: run.node, is_person: false };
  return {
    changes: made.flatMap((one) => [
      one,
      decisionChange({ root, key, kind: 'question', text: wordsOf(one), ...speaker }),
    ]),
    holding: made.flatMap(({ id, holds }) => (holds ? [id] : [])),
  };
}

function expiryOf(now: string, expires_ms: number | undefined) {
  if (expires_ms === undefined) return {};
  return { expires_at: new Date(Date.parse(now) + expires_ms).toISOString() };
}

/** A question as a line of the result, where it is nothing else. */
export function questionNotes({ root }: Run, { questions }: Result): string[] {
  return root === null ? questions.map((one) => `question: ${one.question}`) : [];
}

/** What nobody has answered yet is not asked again. */
function isOpen(state: State, root: string, { question: text }: AskedQuestion): boolean {
  return [...state.questions.values()].some((one) => one.root === root && one.question === text);
}

function wordsOf({ id, question: text, options, default: choice, expires_at }: QuestionChange) {
  const listed = options.map((option, at) => `${at + 1}. ${option}`).join('; ');
  const by = expires_at === undefined ? '' : ` by ${expires_at}`;
  const unless =
    choice === null && by === '' ? '' : ` (without an answer${by}: ${choice ?? 'it stays open'})`;
  return `${id}: ${text} ${listed}${unless}`;
}
