import type { About, AskedView, DecisionView, Part, SaidView } from '../../api/index.ts';
import type { DecisionEntry, State } from '../../kernel/index.ts';
import { aboutItem, aboutRoot, type Known } from './about.ts';

/** Decisions or questions that one answer holds, the newest ones. */
const ENTRIES_MAX = 40;

/** What owners decided, stages asked and claimed about a lineage. */
export function saidOf(state: State, root: string): SaidView {
  const { decisions = [], ledger } = state.lineages.get(root) ?? {};
  const answers = decisions.filter(({ kind }) => kind === 'answer');
  const questions = decisions.filter(({ kind }) => kind === 'question');
  const others = decisions.filter(({ kind }) => kind !== 'question' && kind !== 'answer');
  const claims = (ledger?.entries ?? []).map(({ id, kind, text, node }) => {
    return { id, kind, text, node };
  });
  return {
    decisions: newest(others, decisionView),
    questions: newest(questions, (one) => askedView(state, root, one, answers)),
    claims: { total: ledger?.total ?? 0, rows: claims },
  };
}

function decisionView({ key, ...entry }: DecisionEntry): DecisionView {
  const { id, kind, text, actor, is_person, at } = entry;
  return { id, kind, text, actor, is_person, item: key, at };
}

function newest<T>(entries: readonly DecisionEntry[], view: (entry: DecisionEntry) => T): Part<T> {
  return { total: entries.length, rows: entries.slice(-ENTRIES_MAX).map(view) };
}

/**
 * A question of a stage begins with its id, that of an amendment does not; an answer has the id and
 * repeats the question before its own words.
 */
export function askedView(
  state: State,
  root: string,
  { id, text, actor }: DecisionEntry,
  answers: readonly DecisionEntry[],
): AskedView {
  const name = /^Q\d+(?=: )/.exec(text)?.[0] ?? null;
  const question = name === null ? text : text.slice(name.length + ': '.length);
  const given = answers.find((one) =>
    name === null ? one.text.includes(` (${text}): `) : one.text.startsWith(`${name} (`),
  );
  const isOpen = [...state.questions.values()].some(
    (one) => one.id === name || (one.root === root && one.question === text),
  );
  return {
    id: name ?? id,
    text: question,
    actor,
    state: given === undefined ? (isOpen ? 'open' : 'over') : 'answered',
    answer: given === undefined ? null : wordsOf(given.text, question),
    answered_by: given === undefined ? null : speakerOf(given),
  };
}

/** Whom a question was about that was answered: the work that asked, or its root spec. */
export function aboutAnswered(known: Known, question: string): About[] {
  for (const [root, { decisions = [] }] of known.state.lineages) {
    const given = decisions.findLast(
      ({ kind, text }) => kind === 'answer' && text.startsWith(`${question} (`),
    );
    if (given === undefined) continue;
    return [given.key === null ? aboutRoot(known, root) : aboutItem(known, given.key)];
  }
  return [];
}

function speakerOf({ actor, is_person }: DecisionEntry): string {
  return is_person ? `${actor} (a person)` : actor;
}

function wordsOf(answer: string, question: string): string {
  const from = answer.indexOf('(') + 1;
  for (let at = answer.indexOf('): '); at >= 0; at = answer.indexOf('): ', at + 1)) {
    if (question.startsWith(answer.slice(from, at))) return answer.slice(at + '): '.length);
  }
  return answer;
}
