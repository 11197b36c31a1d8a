import { decisionChange, questionChange } from '../changes/build.ts';
import type { Change, Matter, Question } from '../changes/changes.ts';
import { lineageOf } from '../evolve/items.ts';
import { grantedBeyond } from '../evolve/questions.ts';
import { type Run, workKey } from '../state/run.ts';
import type { State } from '../state/state.ts';
import { allowMore, LEAVE_IT, REMEDY, WITHDRAW } from './options.ts';

/** Who asks where no stage does. */
export const RUNTIME = 'millrace';

/** Whom the runtime asks about; `key` null = the lineage. */
export interface AskedAbout {
  /** Among the questions of one decision. */
  readonly nth: number;
  readonly root: string;
  readonly key: string | null;
  readonly run: string;
  readonly node: string;
}

type Asking = Pick<Question, 'question' | 'options' | 'default'>;

/** A question of the runtime itself, which a person answers and for which its work waits. */
export function runtimeQuestion(
  state: State,
  { nth, ...about }: AskedAbout,
  asking: Asking,
  matter: Matter,
): Change[] {
  const asked = questionChange(state, nth, {
    ...about,
    ...asking,
    needs_person: true,
    holds: true,
    matter,
  });
  const options = asking.options.map((option, at) => `${at + 1}. ${option}`).join('; ');
  const text = `${asked.id}: ${asking.question} ${options}`;
  const { root, key } = about;
  const decision = { root, key, kind: 'question', text, actor: RUNTIME, is_person: false } as const;
  return [asked, decisionChange(decision)];
}

/** A limit is no end: its owner says whether more is worth it. */
export function limitQuestion(
  state: State,
  about: AskedAbout,
  limit: string,
  /** What the plan allows; as much again is what can be granted. */
  allowed: number,
): Change[] {
  const grant = Math.max(1, allowed);
  const key = grantKey(limit, about.key);
  const all = allowed + grantedBeyond(lineageOf(state, about.root), limit, key);
  const question = `${key ?? about.root} reached limits.${limit} (${all}). What now?`;
  const options = [allowMore(grant), LEAVE_IT, WITHDRAW];
  return runtimeQuestion(
    state,
    about,
    { question, options, default: null },
    { of: 'limit', limit, grant },
  );
}

/** Only this limit is one of an item; the others are those of its lineage. */
export function grantKey(limit: string, key: string | null): string | null {
  return limit === 'attempts_per_item' ? key : null;
}

/** The judge found a lineage wanting, and no remedy is left that the plan allows. */
export function closureQuestion(state: State, nth: number, run: Run, summary: string): Change[] {
  const { root } = run;
  if (root === null) return [];
  const times = lineageOf(state, root).remediations + 1;
  const count = times === 1 ? 'once' : `${times} times`;
  const question = `${root} was judged ${count} and does not hold: "${summary}" What now?`;
  const about = { nth, root, key: workKey(run), run: run.id, node: run.node };
  const options = [REMEDY, LEAVE_IT, WITHDRAW];
  return runtimeQuestion(state, about, { question, options, default: null }, { of: 'closure' });
}
