import type { About, Blocker } from '../../api/index.ts';
import {
  DISK_PAUSE,
  type ItemState,
  isUsagePause,
  keyOf,
  OPERATOR_PAUSE,
  type OpenQuestion,
  type Pause,
  questionsHoldingClosure,
  RUNNER_PAUSE,
  type State,
  UNCHANGED_SINCE_VERDICT,
  waitsFor,
} from '../../kernel/index.ts';
import { aboutItem, aboutRoot, type Known } from './about.ts';

/** How many a status names; the rest is a count. */
export const BLOCKERS_SHOWN_MAX = 10;
/** Of all, looked through for those of one thing. */
const BLOCKERS_SEARCHED_MAX = 2000;
/** How far a chain of dependencies is followed to find a circle. */
const CHAIN_STEPS_MAX = 200;
/** How far all chains are followed together: in a very large queue a circle shows once less work is left. */
const CHAINS_STEPS_MAX = 5000;

export interface BlockersView {
  readonly shown: readonly Blocker[];
  readonly total: number;
}

/**
 * What does not go on by itself, the most urgent first: what would otherwise sit there without a
 * word. With a hundred thousand items it still takes milliseconds: what is only counted is not named.
 */
export function blockersOf(known: Known): BlockersView {
  const kinds = [
    named(pauses(known)),
    named(questions(known)),
    named(held(known)),
    named(blocked(known)),
    named(verdicts(known)),
    named(unreadable(known.state)),
    named(dependencies(known)),
  ];
  return {
    shown: kinds.flatMap((kind) => kind.shown).slice(0, BLOCKERS_SHOWN_MAX),
    total: kinds.reduce((sum, kind) => sum + kind.total, 0),
  };
}

/** What keeps one item or lineage, by whom it is about; pauses keep everything. */
export function blockersAbout(known: Known, { root, item }: About): Blocker[] {
  const isOf = (about: About) => (item === null ? about.root === root : about.item === item);
  const makers = [
    ...questions(known),
    ...held(known),
    ...blocked(known),
    ...verdicts(known),
    ...dependencies(known),
  ];
  const found = makers.slice(0, BLOCKERS_SEARCHED_MAX).map((make) => make());
  return found.filter((one) => 'about' in one && isOf(one.about)).slice(0, BLOCKERS_SHOWN_MAX);
}

type Maker = () => Blocker;

function named(makers: Iterable<Maker>): BlockersView {
  const shown: Blocker[] = [];
  let total = 0;
  for (const make of makers) {
    if (total < BLOCKERS_SHOWN_MAX) shown.push(make());
    total += 1;
  }
  return { shown, total };
}

function* pauses({ state, now }: Known): IterableIterator<Maker> {
  for (const [source, pause] of state.pauses) {
    const { reason, until } = pause;
    if (until !== null && until <= now) continue;
    const ends = isUsagePause(source) ? endOfUsage(pause, now) : endOf(source, until);
    const { plane = null } = pause;
    yield () => ({ kind: 'paused', source, reason, until, plane, ends });
  }
}

/** No resume lifts it while a rule holds; without auto_resume somebody has to, once none does. */
function endOfUsage({ until, blockers = [] }: Pause, now: string): 'resume' | 'mend' | 'alone' {
  if (until !== null) return 'alone';
  const isOver = blockers.every(
    ({ next_resume_at }) => next_resume_at !== null && next_resume_at <= now,
  );
  return isOver ? 'resume' : 'mend';
}

function endOf(source: string, until: string | null): 'resume' | 'mend' | 'alone' {
  if (source === OPERATOR_PAUSE) return 'resume';
  if (source === RUNNER_PAUSE) return 'mend';
  return until !== null || source === DISK_PAUSE ? 'alone' : 'resume';
}

function* questions(known: Known): IterableIterator<Maker> {
  for (const one of known.state.questions.values()) {
    if (!one.holds || limitAsked(one) !== null) continue;
    const { id, key, root, node, question, options, needs_person } = one;
    const about = () => (key === null ? aboutRoot(known, root) : aboutItem(known, key));
    const expires_at = one.expires_at ?? null;
    const by = one.matter === undefined ? node : null;
    const asked = {
      id,
      node: by,
      question,
      options,
      default: one.default,
      needs_person,
      expires_at,
    };
    yield () => ({ kind: 'question', about: about(), ...asked });
  }
}

/** The root that a question is about because of a limit of its lineage, which is told as that. */
function limitAsked({ root, key, matter }: OpenQuestion): string | null {
  return key === null && matter?.of === 'limit' ? root : null;
}

function* held(known: Known): IterableIterator<Maker> {
  for (const root of known.state.held_roots) {
    const limit = known.state.lineages.get(root)?.held ?? '';
    const asked = [...known.state.questions.values()].find((one) => limitAsked(one) === root);
    yield () => ({ kind: 'limit', about: aboutRoot(known, root), limit, asked: asked?.id ?? null });
  }
}

/** What was handed over to another plane is parked there; nobody has to do anything while that goes on. */
function* blocked(known: Known): IterableIterator<Maker> {
  const { state } = known;
  // What waits for an answer is told as that.
  const asked = [...state.questions.values()].flatMap(({ key, holds }) => (holds ? [key] : []));
  const going = [...state.handoffs.values()].filter(({ incident, open }) => {
    return open > 0 || state.items.get(incident)?.state !== 'withdrawn';
  });
  const parked = new Set(going.map(({ source }) => source).concat(asked));
  for (const key of state.blocked) {
    if (parked.has(key)) continue;
    yield () => ({ kind: 'blocked', about: aboutItem(known, key) });
  }
}

function* verdicts(known: Known): IterableIterator<Maker> {
  const { state } = known;
  for (const root of state.open_targets) {
    const target = state.targets.get(root);
    if (target === undefined || target.last_action !== 'blocked') continue;
    if (waitsFor(state, target) !== UNCHANGED_SINCE_VERDICT) continue;
    // What waits for an answer is told as that.
    if (questionsHoldingClosure(state, root).length > 0) continue;
    const written = target.verdict_path !== null;
    const run = target.last_run;
    yield () => ({ kind: 'verdict', about: aboutRoot(known, root), run, written });
  }
}

function* unreadable(state: State): IterableIterator<Maker> {
  for (const { root, path, problems, archived } of state.unreadable.values()) {
    if (archived === true) continue;
    yield () => ({ kind: 'unreadable', root, path, problem: problems[0] ?? 'not a document' });
  }
}

function* dependencies(known: Known): IterableIterator<Maker> {
  const { state } = known;
  const chains = new Chains(state);
  for (const [on, waiters] of state.waiters) {
    const other = state.items.get(on);
    const reason = other === undefined ? 'missing' : stuckBecause(other.state);
    // What can be claimed, or is being worked on, keeps nothing waiting for ever.
    if (reason === null && other?.unmet === 0) continue;
    for (const key of waiters) {
      const why = reason ?? (chains.isCircle(key) ? 'cycle' : null);
      if (why !== null) yield () => ({ kind: 'dependency', about: aboutItem(known, key), why, on });
    }
  }
}

function stuckBecause(state: ItemState): 'blocked' | 'withdrawn' | null {
  return state === 'blocked' || state === 'withdrawn' ? state : null;
}

class Chains {
  private steps = 0;

  constructor(private readonly state: State) {}

  isCircle(start: string): boolean {
    const open = [start];
    const seen = new Set<string>();
    while (open.length > 0 && seen.size < CHAIN_STEPS_MAX && this.steps < CHAINS_STEPS_MAX) {
      this.steps += 1;
      const item = this.state.items.get(open.pop() ?? '');
      for (const id of item?.deps ?? []) {
        const key = keyOf(item?.family ?? '', id);
        if (key === start) return true;
        if (!seen.has(key)) open.push(key);
        seen.add(key);
      }
    }
    return false;
  }
}
