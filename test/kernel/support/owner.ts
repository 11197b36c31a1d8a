import {
  amend,
  answer,
  archive,
  type Change,
  lineageDrift,
  note,
  pause,
  prioritize,
  type Revision,
  rejudge,
  reopen,
  repairLineage,
  requeue,
  resolve,
  resumePlane,
  retarget,
  supersede,
  waive,
  withdraw,
} from '../../../src/runtime/kernel/index.ts';
import type { Ledger } from './ledger.ts';
import type { Tape } from './tape.ts';

/** The owner of some work says something about it, ends it or answers. */
export function revisedBy({ facts, state, now }: Ledger, tape: Tape): readonly Change[] {
  const speaker = { actor: 'owner', is_person: tape.pick(2) === 1 };
  const work = tape.of([...state.items.keys(), ...state.open_targets]) ?? '';
  const waiting = [...state.items.values()].filter((item) => item.state === 'queue');
  const queued = tape.of(waiting)?.key ?? '';
  const question = tape.of([...state.questions.keys()]) ?? 'Q0';
  const text = tape.of(['1', '2', '3', 'make it shorter']) ?? '1';
  const edit = tape.of(['A: one more', 'A1: another text', 'C1:', 'A2: x']) ?? 'A: one more';
  const item = tape.of(['A1', 'A2', 'all']) ?? 'A1';
  const revisions: (() => Revision)[] = [
    () => note(state, work, 'mind the gap', speaker),
    () => answer(facts, state, { question, text }, speaker),
    () => amend(facts, state, { work, items: [edit], reason: 'so', version: null }, speaker),
    () => prioritize(state, { work: queued, reason: 'first' }, speaker),
    () => waive(state, { work, item, reason: 'enough', met: () => [], now }, speaker),
    () => withdraw(facts, state, { work, reason: 'enough' }, speaker),
  ];
  const revision = tape.of(revisions)?.();
  return revision?.ok === true ? revision.changes : [];
}

/** An operator changes the course of work that nobody works on. */
export function steppedIn({ facts, state }: Ledger, tape: Tape): readonly Change[] {
  const speaker = { actor: 'operator', is_person: false };
  const idle = [...state.items.values()].filter((one) => ['queue', 'blocked'].includes(one.state));
  const item = tape.of(idle);
  const work = item?.key ?? '';
  const others = [...state.items.values()].filter((one) => one.family === item?.family);
  const other = tape.of(others);
  const waiting = tape.of(idle.filter((one) => one.deps.length > 0));
  const from = tape.of([...(waiting?.deps ?? [])]) ?? '';
  const cascade = tape.of(['retarget', 'withdraw'] as const) ?? 'retarget';
  const incident = tape.of([...state.handoffs.keys()]) ?? work;
  const closed = [...state.targets.values()].filter(({ closed_at }) => closed_at !== null);
  const over = tape.of(closed)?.root ?? '';
  const [drift] = lineageDrift(facts, state).found.filter(({ belongs }) => belongs !== null);
  const root = drift?.belongs ?? '';
  const reason = 'so';
  const steps: (() => Revision)[] = [
    () =>
      supersede(facts, state, { work, replacement: other?.key ?? '', cascade, reason }, speaker),
    () => {
      const to = tape.of([null, other?.id ?? null]) ?? null;
      return retarget(facts, state, { work: waiting?.key ?? '', from, to, reason }, speaker);
    },
    () => resolve(facts, state, { work: incident, reason }, speaker),
    () =>
      archive(state, { work: tape.of([work, ...state.unreadable.keys()]) ?? '', reason }, speaker),
    () => reopen(facts, state, { work: over, reason }, speaker),
  ];
  const repair = () => repairLineage(facts, state, { root, reason }, speaker);
  const step = drift === undefined ? tape.of(steps)?.() : repair();
  return step?.ok === true ? step.changes : [];
}

/** While a lineage is judged: the verdict is about another contract then. */
export function amendedBy({ facts, state }: Ledger, work: string): readonly Change[] {
  const amendment = { work, items: ['A: one thing more'], reason: 'late', version: null };
  const revision = amend(facts, state, amendment, { actor: 'owner', is_person: true });
  return revision.ok ? revision.changes : [];
}

/** Every question gets an answer in the end; what the runtime asks for is granted or not. */
export function answered({ facts, state }: Ledger, isGranted: boolean): readonly Change[] {
  const [asked] = state.questions.values();
  if (asked === undefined) return [];
  const { id: question, matter } = asked;
  const text = matter === undefined ? 'no' : matter.of === 'review' || isGranted ? '1' : '2';
  const speaker = { actor: 'owner', is_person: true };
  const revision = answer(facts, state, { question, text }, speaker);
  return revision.ok ? revision.changes : [];
}

/** Everything is paused, or one plane; or a plane goes on. */
export function pausedBy({ state, index }: Ledger, tape: Tape): readonly Change[] | undefined {
  const plane = tape.of([null, ...Object.keys(index.plan.graphs_by_plane)]) ?? null;
  const resumed = plane === null ? null : resumePlane(state, plane);
  return (resumed ?? pause(state, 'lunch', plane))?.changes;
}

/** Whatever does not go on is tried again: a closure that its judge blocked, or else blocked work. */
export function retried({ state }: Ledger, tape: Tape): readonly Change[] | undefined {
  const [judged] = [...state.open_targets].flatMap((root) => rejudge(state, root) ?? []);
  if (judged !== undefined) return judged.changes;
  const blocked = [...state.items.values()].filter((item) => item.state === 'blocked');
  return requeue(state, tape.of(blocked)?.key ?? '', 'again')?.changes;
}
