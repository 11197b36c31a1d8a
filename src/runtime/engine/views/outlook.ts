import { OUTLOOKS } from '../../api/condition.ts';
import type {
  ActiveStageView,
  Blocker,
  Condition,
  LoopView,
  Outlook,
  Refused,
} from '../../api/index.ts';
import { type DecisionContext, isOfAll, next, type State, workKey } from '../../kernel/index.ts';
import { aboutItem, aboutRoot, type Known } from './about.ts';

export interface OutlookInput {
  /** Null before the first plan is adopted. */
  readonly facts: DecisionContext | null;
  readonly state: State;
  readonly active: readonly ActiveStageView[];
  readonly blockers: readonly Blocker[];
  readonly loop: LoopView;
  /** Why the next piece of work would be refused whatever there is to do. */
  readonly refused: Refused | null;
  /** The same, asked only when a stage would have to be started from here. */
  readonly notStartable: () => Refused | null;
  /** What its user has to do before anything is started; null = nothing. */
  readonly untrusted: () => string | null;
}

/** The first that holds. */
export function outlookOf(input: OutlookInput): Outlook {
  const { facts, state, blockers } = input;
  const refused = input.refused ?? loopRefusal(input);
  if (refused !== null) return refused;
  const working = workingOn(input.active);
  if (working !== null) return working;
  const paused = blockers.find(({ kind }) => kind === 'paused');
  // Where only one runner or plane rests, others may go on.
  const isReadyNow = facts !== null && !isPausedNow(input, facts) && isReady(input, facts);
  if (paused !== undefined && !isReadyNow) return paused;
  if (isReadyNow) {
    const fix = input.untrusted();
    if (fix !== null) return { kind: 'trust', fix };
    const missing = input.loop.running ? null : input.notStartable();
    return missing ?? { kind: 'ready' };
  }
  return blockers[0] ?? { kind: 'idle', closed: lastClosed(facts, state) };
}

/** A pause whose time is over is lifted by the next piece of work. */
function isPausedNow({ state }: OutlookInput, { now }: DecisionContext): boolean {
  return [...state.pauses.values()].some(
    (pause) => isOfAll(pause) && (pause.until === null || pause.until > now),
  );
}

export function conditionOf({ kind }: Outlook): Condition {
  return OUTLOOKS[kind][0];
}

/** What the loop that runs now has said of itself; one that is gone says nothing. */
function loopRefusal({ state, loop: lock }: OutlookInput): Outlook | null {
  const { running, session } = lock;
  const { loop } = state;
  if (!running || loop === null || loop.session !== session || loop.refusal === null) return null;
  const { code, what, next: fix } = loop.refusal;
  if (code === 'workspace_not_trusted') return { kind: 'trust', fix };
  return { kind: 'refused', code, what, fix };
}

/** Only what lives is at work: the end of a stage waits to be applied. */
function workingOn(active: readonly ActiveStageView[]): Outlook | null {
  const stage = active.find(({ life }) => life !== null && life !== 'ended' && life !== 'dead');
  if (stage === undefined) return null;
  const { about, node, attempt_id } = stage;
  return { kind: 'working', about, node, attempt: attempt_id ?? '' };
}

function isReady({ active, state }: OutlookInput, facts: DecisionContext): boolean {
  return active.some(({ life }) => life !== null) || next(facts, state) !== null;
}

/** What was closed last, or what ended last of work that belongs to no spec. */
function lastClosed(facts: DecisionContext | null, state: State) {
  if (facts === null) return null;
  const known: Known = { index: facts.index, state, now: facts.now };
  const target = [...state.targets.values()].findLast(({ closed_at }) => closed_at !== null);
  const run = [...state.finished.values()].at(-1);
  const item = run?.root === null ? state.items.get(workKey(run) ?? '') : undefined;
  const isAsked = item?.family !== facts.index.plan.trigger_family_id;
  const isLater = (run?.completed_at ?? '') > (target?.closed_at ?? '');
  if (item?.state === 'done' && isAsked && isLater) return aboutItem(known, item.key);
  return target === undefined ? null : aboutRoot(known, target.root);
}
