import { isMillraceError } from '../../runtime/errors/errors.ts';
import type { World } from '../../sim/sim-attempts.ts';
import type { Process } from './machine.ts';
import { type Story, tick } from './scripts.ts';

const CALLS_MAX = 200;

/** Lets a campaign go on to its end, however it has been disturbed. Null, or what is wrong with that end. */
export async function finished(
  story: Story,
  client: Process,
  from: number,
  world: World,
): Promise<string | null> {
  for (let call = from; ; call += 1) {
    if (call > from + CALLS_MAX) return `no end after ${CALLS_MAX} calls`;
    if ((await story.perform(client, call, false)) === 'idle') break;
  }
  await tick(client);
  const { condition, closed_roots } = client.runtime.status();
  if (condition !== 'idle' || closed_roots !== 1)
    return `${condition}, ${closed_roots} roots closed`;
  return neverTwice(world);
}

/** No attempt ran twice, and none beside another one of its request. */
function neverTwice({ spawned, overlapping }: World): string | null {
  for (const [attempt, times] of spawned) {
    if (times !== 1) return `${attempt} was spawned ${times} times`;
  }
  return overlapping.length === 0 ? null : `${overlapping[0]} ran beside another attempt`;
}

/** A refusal where nothing may be refused is what is wrong. */
export async function inWords(work: Promise<string | null>): Promise<string | null> {
  try {
    return await work;
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}
