import type { ControlCommand } from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { isUsagePause, pause, resume, resumePlane } from '../../kernel/index.ts';
import type { Owner } from '../owner/owner.ts';
import { applyIfAny, controlResult } from './results.ts';
import type { ControlValue } from './schema.ts';

type Pause = Extract<ControlCommand, { name: 'pause' }>;
type Resume = Extract<ControlCommand, { name: 'resume' }>;

export function applyPause(owner: Owner, { reason, plane }: Pause): ControlValue {
  if (plane !== undefined) requirePlane(owner, plane);
  const what = plane === undefined ? 'dispatch' : `the plane ${plane}`;
  const others = plane === undefined ? '' : whatGoesOn(owner, plane);
  return controlResult(applyIfAny(owner, pause(owner.state, reason, plane ?? null)), {
    done: `${what} is paused; stages that run go on to their end${others}`,
    idle: `${what} was paused already`,
  });
}

export function applyResume(owner: Owner, { all, plane }: Resume): ControlValue {
  if (plane !== undefined) requirePlane(owner, plane);
  const lifted =
    plane === undefined
      ? liftPauses(owner, all)
      : applyIfAny(owner, resumePlane(owner.state, plane));
  const still = stillPaused(owner);
  const done = plane === undefined ? 'the pause is lifted' : `the plane ${plane} goes on`;
  const idle =
    plane === undefined ? 'there was no pause to lift' : `nobody paused the plane ${plane} alone`;
  return controlResult(lifted, { done: `${done}${still}`, idle: `${idle}${still}` });
}

/** What may be used is asked only where that holds it: a broken config keeps no other pause. */
export function liftPauses(owner: Owner, all: boolean): boolean {
  const isGoverned = [...owner.state.pauses.keys()].some(isUsagePause);
  const facts = { now: owner.now(), governance: isGoverned ? owner.governor.now() : null };
  return applyIfAny(owner, resume(facts, owner.state, all));
}

/** What a resume did not lift, and what would. */
export function stillPaused({ state }: Owner): string {
  const left = [...state.pauses].map(([source, { reason, until }]) => {
    const end = until === null ? '' : ` until ${until}`;
    if (!isUsagePause(source)) return `${source}${end}`;
    const held = 'which no resume lifts while it holds: change the rule in millrace.toml';
    return `${source}${end} (${reason}), ${held}`;
  });
  return left.length === 0 ? '' : `; still paused by ${left.join(', ')}`;
}

function requirePlane({ follower }: Owner, plane: string): void {
  const { index } = follower;
  if (index?.hasPlane(plane)) return;
  const planes = Object.keys(index?.plan.graphs_by_plane ?? {});
  throw new MillraceError('input_invalid', {
    what: 'The plan of this workspace has no plane of that name',
    expected: planes.length === 0 ? 'a plan that was adopted' : `one of ${planes.join(', ')}`,
    next: 'name one of its planes, or leave scope out to mean everything',
  });
}

/** A run that has begun keeps its place: where planes do not run side by side, others wait for it. */
function whatGoesOn({ state }: Owner, plane: string): string {
  const run = [...state.runs.values()].find((one) => one.plane === plane);
  if (run === undefined) return '; the other planes go on';
  return `; ${run.id} has begun and keeps its place, so what may not run beside it waits with it`;
}
