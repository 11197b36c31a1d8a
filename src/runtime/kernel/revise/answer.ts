import type { DecisionContext } from '../facts/decision.ts';
import { answered, answerText, type Resumed, resumedBy } from '../questions/answered.ts';
import { APPLY, LEAVE } from '../questions/options.ts';
import type { OpenQuestion, State } from '../state/state.ts';
import { amend } from './amend.ts';
import { answerAboutFile } from './by-hand.ts';
import { actOf } from './matter.ts';
import {
  type Decider,
  isProven,
  personNeeded,
  type Refused,
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
  if (asked.matter !== undefined) return settled(facts, state, asked, words, speaker);
  const { proposal, file } = asked;
  if ((proposal ?? file) !== undefined && !asked.options.includes(words)) return noOption(asked);
  if (file !== undefined) return answerAboutFile(facts, state, asked, file, words, speaker);
  const resumed = resumedBy(state, asked);
  const said = answerText(id, asked.question, words);
  const changes = answered(asked, words, resumed, speaker);
  const detail = `${id} is answered: ${words}; ${whatFollows(asked, resumed)}`;
  if (proposal === undefined || words !== APPLY) return revised('answer', detail, [said], changes);
  const amendment = { work: asked.root, version: null, ...proposal };
  const made = amend(facts, state, amendment, speaker);
  if (!made.ok) return cannotApply(id, made);
  return revised('answer', made.detail, [said, ...made.lines], [...changes, ...made.changes]);
}

/** What the runtime asked: the option that was chosen acts. */
function settled(
  facts: DecisionContext,
  state: State,
  asked: OpenQuestion,
  words: string,
  speaker: Decider,
): Revision {
  const act = actOf(facts, state, asked, words, speaker);
  if (act === null) return noOption(asked);
  if (!act.ok) return act;
  const said = answerText(asked.id, asked.question, words);
  const before = resumedBy(state, asked);
  const resumed = before === null || act.node === null ? null : { ...before, node: act.node };
  const changes = [...answered(asked, words, resumed, speaker), ...act.changes];
  const detail = `${asked.id} is answered: ${words}; ${act.detail}`;
  return revised('answer', detail, [said, ...act.lines], changes);
}

function whatFollows(asked: OpenQuestion, resumed: Resumed | null): string {
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

/** Whether something is done is no matter of words. */
function noOption({ id, options, matter }: OpenQuestion): Revision {
  const listed = options.map((option, at) => `${at + 1} (${option})`);
  const words = matter?.of === 'review' ? ['what is to be changed, in a sentence'] : [];
  return refused(
    `${id} takes one of its options${words.length > 0 ? ', or a sentence' : ' only'}`,
    [...listed, ...words].join(' or '),
    `call answer with question ${id} again`,
  );
}

/** The contract was changed since, by somebody else: the question can still be put to rest. */
function cannotApply(id: string, { refusal }: Refused): Refused {
  const next = `call answer with question ${id} and text 2 (${LEAVE}), which ends the question`;
  return { ok: false, refusal: { ...refusal, next } };
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
