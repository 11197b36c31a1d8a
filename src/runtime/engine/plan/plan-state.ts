import type { Refused, ReloadView } from '../../api/index.ts';
import type { MillraceError } from '../../errors/errors.ts';
import type { PlanState } from '../views/status.ts';
import type { Follower } from '../workspace/follower.ts';
import { leftBehind, planInvalid } from './adopt.ts';
import type { PlanWatch } from './plan-watch.ts';
import { configProblem } from './reload.ts';

const RUNS_NAMED_MAX = 3;
const CURRENT = {
  currentness: 'current',
  problems: [],
  simulated: false,
  refused: null,
  reload: null,
} as const;

/**
 * How the adopted plan stands to its sources, or what the first one would be; and what becomes of
 * sources that say something else than what counts.
 */
export function planStateOf(watch: PlanWatch, follower: Follower): PlanState {
  const { index, state, config } = follower;
  const seen = watch.config.peek();
  const isInForce = seen.is === 'config' && seen.sha256 === config?.sha256;
  const by = isInForce ? config : undefined;
  const adopted = index?.plan ?? null;
  const now = watch.currentness(adopted, by);
  const isRead = isInForce || config === undefined;
  if (adopted !== null && now.state === 'current') {
    return isRead ? CURRENT : { ...CURRENT, reload: EDITED };
  }
  const { plan, problems } = watch.candidate(adopted, by);
  if (adopted === null) {
    const simulated = plan?.simulated ?? false;
    const refused = plan === null ? refusedBy(planInvalid(problems)) : null;
    return { currentness: now.state, problems, simulated, refused, reload: null };
  }
  const problem = isRead ? null : configProblem(watch, adopted, config, seen);
  const unfit = plan === null ? planInvalid(problems) : leftBehind(plan, follower);
  const refused = problem ?? unfit;
  const reload = refused !== null ? refusedReload(refused) : waiting([...state.runs.keys()]);
  return {
    currentness: now.state,
    problems: now.reasons,
    simulated: false,
    refused: null,
    reload,
  };
}

const EDITED: ReloadView = {
  state: 'edited',
  what: 'The config is edited, and was not read since',
  next: 'a loop reads it in a moment, and so does the next call that works; config_reload does at once',
};

function refusedReload({ code, facts }: MillraceError): ReloadView {
  const { what, next, expected } = facts;
  return { state: 'refused', code, what, next, ...(expected === undefined ? {} : { expected }) };
}

function waiting(runs: readonly string[]): ReloadView {
  if (runs.length === 0) {
    const next = 'the next work begins under it';
    return { state: 'edited', what: 'The sources make another plan', next };
  }
  const named = runs.slice(0, RUNS_NAMED_MAX).join(', ');
  return {
    state: 'waiting',
    what: `The sources make another plan, which waits until ${named} has ended under its own`,
    next: 'nothing; or call compile_validate with adopt true, to go on under it at once',
    runs: runs.slice(0, RUNS_NAMED_MAX),
  };
}

export function refusedBy({ code, facts }: MillraceError): Refused {
  return { kind: 'refused', code, what: facts.what, fix: facts.next };
}
