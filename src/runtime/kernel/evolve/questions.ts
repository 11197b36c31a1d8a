import type {
  AnswerChange,
  ExpireChange,
  GrantChange,
  QuestionChange,
  ReviewChange,
} from '../changes/changes.ts';
import type { OpenQuestion, State } from '../state/state.ts';
import { forgetQuestion, holdForAnswer } from './claimable.ts';
import { lineageOf } from './items.ts';

export function ask(state: State, { k: _, ...question }: QuestionChange, at: string): void {
  state.questions_asked += 1;
  openQuestion(state, { ...question, at });
}

/** Also what a checkpoint holds comes in here. */
export function openQuestion(state: State, question: OpenQuestion): void {
  state.questions.set(question.id, question);
  if (question.matter?.of === 'review') state.reviewed_roots.set(question.root, question.id);
  if (question.file !== undefined && question.key !== null) holdForAnswer(state, question.key);
}

export function answer(state: State, { question, root, resumes }: AnswerChange): void {
  const asked = state.questions.get(question);
  close(state, question);
  if (resumes !== null) {
    const { key, run, node } = resumes;
    state.resumes.set(key, { run, node });
  }
  // A judgement that waited for it may be made again; what the runtime asked is granted or not.
  if (asked?.key === null && asked.matter === undefined) lineageOf(state, root).version += 1;
}

export function expire(state: State, { question, default: taken }: ExpireChange): void {
  const asked = state.questions.get(question);
  if (asked !== undefined && taken === null) {
    state.questions.set(question, { ...asked, has_expired: true });
  }
}

/** A lineage that may do more may be judged again. */
export function grant(state: State, { root, key, limit, amount }: GrantChange): void {
  const lineage = lineageOf(state, root);
  const name = grantName(limit, key);
  lineage.granted = { ...lineage.granted, [name]: (lineage.granted?.[name] ?? 0) + amount };
  lineage.version += 1;
}

/** What was granted beyond a limit. */
export function grantedBeyond(
  { granted }: { readonly granted?: Readonly<Record<string, number>> },
  limit: string,
  key: string | null = null,
): number {
  return granted?.[grantName(limit, key)] ?? 0;
}

export function review(state: State, { root, what }: ReviewChange): void {
  // A row of a checkpoint is laid over the one before: a field that goes is said.
  lineageOf(state, root).review = what;
}

/** What the runtime asked about a lineage as a whole is over: it was judged anew, or may go on. */
export function closeMatter(state: State, root: string, of: 'limit' | 'closure'): void {
  for (const { id, key, matter, ...one } of state.questions.values()) {
    if (one.root === root && key === null && matter?.of === of) close(state, id);
  }
}

/** Of a lineage, or of one item of it. */
export function closeQuestionsOf(state: State, root: string, key: string | null): void {
  for (const one of state.questions.values()) {
    if (one.root === root && (key === null || one.key === key)) close(state, one.id);
  }
}

function close(state: State, id: string): void {
  const root = state.questions.get(id)?.root;
  forgetQuestion(state, id);
  if (root !== undefined && state.reviewed_roots.get(root) === id)
    state.reviewed_roots.delete(root);
}

function grantName(limit: string, key: string | null): string {
  return key === null ? limit : `${limit} ${key}`;
}
