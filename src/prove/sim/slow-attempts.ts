import type { Attempts } from '../../runtime/keeper/types.ts';
import type { Player, SimAttempts, World } from '../../sim/sim-attempts.ts';

/** How often an attempt that was asked to end is still found alive. */
const LOOKS_BEFORE_END = 2;

/** Attempts that obey late: asked to end they go on for a while, then leave a whole result. */
export function slowToEnd(inner: SimAttempts, world: World, player: Player): Attempts {
  return {
    directory: (attempt) => inner.directory(attempt),
    prepare: (spec, files) => inner.prepare(spec, files),
    spawn: (attempt) => inner.spawn(attempt),
    ready: () => inner.ready(),
    standDown: () => inner.standDown(),
    wait: () => inner.wait(),
    processorUse: () => inner.processorUse(),
    lifeOf: (attempt) => inner.lifeOf(attempt),
    cancel: (attempt) => {
      if (!world.asked.has(attempt)) world.asked.set(attempt, 0);
    },
    look: (attempt) => {
      const looks = world.asked.get(attempt);
      if (looks === undefined || world.completions.has(attempt)) return inner.look(attempt);
      world.asked.set(attempt, looks + 1);
      if (looks >= LOOKS_BEFORE_END) endLate(inner, world, player, attempt);
      return inner.look(attempt);
    },
  };
}

function endLate(inner: SimAttempts, world: World, player: Player, attempt: string): void {
  const request = world.requests.find((one) => one.attempt.attempt_id === attempt);
  if (request === undefined) throw new Error(`${attempt} was never played`);
  const after = world.clone();
  after.requests.push(request);
  const played = player(request, after);
  if (played !== null) inner.finish(attempt, played);
}
