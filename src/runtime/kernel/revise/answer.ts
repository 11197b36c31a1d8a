import { answerChange, decisionChange, moveChange } from '../changes/build.ts';
import type { AnswerChange, Change } from '../changes/changes.ts';
import type { DecisionContext } from '../facts/decision.ts';
import type { OpenQuestion, State } from '../state/state.ts';
import { amend } from './amend.ts';
import { answerAboutFile } from './by-hand.ts';
import { APPLY } from './proposal.ts';
import {
  type Decider,
  isProven,
  personNeeded,
  type Revision,
  refused,
  revised,
} from './revision.ts';

const NAMES_MAX = 5;

/** Answers a question: by the number or the words of an option, or in words of one's own. */
export function answer(
  facts: DecisionContext,
  state: State,
  { question: id, text }: { readonly question: string; readonly text: string },
  speaker: Decider,
): Revision {
  const asked = state.questions.get(id);
  if (asked === undefined) return notOpen(state, id);
  if (asked.needs_person && !isProven(speaker)) {
    const what = `${id} may only be answered by a person: ${asked.question}`;
    return personNeeded(what, `in a terminal, a person: millrace answer ${id} "<answer>"`);
  }
  const words = chosen(asked, text);
  const { proposal, file } = asked;
  if ((proposal ?? file) !== undefined && !asked.options.includes(words)) return noOption(asked);
  if (file !== undefined) return answerAboutFile(facts, state, asked, file, words, speaker);
  const resumed = resumes(state, asked);
  const { root, key } = asked;
  const said = `${id} (${asked.question}): ${words}`;
  const changes: Change[] = [
    answerChange(id, root, { resumes: resumed }),
    decisionChange({ root, key, kind: 'answer', text: said, ...speaker }),
    ...(resumed === null ? [] : [moveChange(resumed.key, 'queue', `answered:${id}`)]),
  ];
  const detail = `${id} is answered: ${words}; ${whatFollows(asked, resumed)}`;
  if (proposal === undefined || words !== APPLY) return revised('answer', detail, [said], changes);
  const made = amend(facts, state, { work: root, version: null, ...proposal }, speaker);
  if (!made.ok) return made;
  return revised('answer', made.detail, [said, ...made.lines], [...changes, ...made.changes]);
}

/** Whether an item lies blocked until a question is answered. */
export function questionsHolding(state: State, key: string): OpenQuestion[] {
  return [...state.questions.values()].filter((one) => one.holds && one.key === key);
}

function resumes(state: State, asked: OpenQuestion): AnswerChange['resumes'] {
  const { key, run, node, holds, id } = asked;
  if (!holds || key === null || state.items.get(key)?.state !== 'blocked') return null;
  const others = questionsHolding(state, key).filter((one) => one.id !== id);
  return others.length === 0 ? { key, run, node } : null;
}

function whatFollows(asked: OpenQuestion, resumed: AnswerChange['resumes']): string {
  if (resumed !== null) return `${resumed.key} goes on at ${resumed.node} with it`;
  if (asked.holds && asked.key === null) return `${asked.root} is judged again with it`;
  return `later stages of ${asked.root} read it`;
}

/** An option by its number or its words; anything else is an answer of its own. */
function chosen({ options }: OpenQuestion, text: string): string {
  const words = text.trim();
  const byNumber = /^\d+$/.test(words) ? options[Number(words) - 1] : undefined;
  const same = options.find((one) => one.toLowerCase() === words.toLowerCase());
  return byNumber ?? same ?? words;
}

/** Whether an amendment is made is no matter of words. */
function noOption({ id, options }: OpenQuestion): Revision {
  const expected = options.map((option, at) => `${at + 1} (${option})`).join(' or ');
  return refused(
    `${id} takes one of its options only`,
    expected,
    `call answer with question ${id} again`,
  );
}

function notOpen(state: State, id: string): Revision {
  const open = [...state.questions.keys()].slice(0, NAMES_MAX);
  const number = Number(/^Q(\d+)$/.exec(id)?.[1] ?? Number.NaN);
  const wasAsked = number >= 1 && number <= state.questions_asked;
  return refused(
    wasAsked
      ? `${id} is not open any more: it was answered, or what it was about is over`
      : 'There is no question of that id',
    open.length === 0 ? 'an open question; there is none' : `one of ${open.join(', ')}`,
    'call status to see what is asked',
  );
}
