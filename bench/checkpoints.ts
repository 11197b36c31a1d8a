import { specText, TASKS_PER_SPEC, taskText } from './documents.ts';
import type { Held } from './held.ts';
import { type Row, statOf, timed } from './measure.ts';

const STALL_MS_MAX = 5;
const ROUNDS = 3;
const DUE_BYTES = 4 * 1024 * 1024;
/** Far more than makes a checkpoint due. */
const DOCUMENTS_MAX = 10_000;
/** No document of the workspace has a number from here on. */
const FIRST = 500_000;

/** What checkpoints of a large workspace hold up: between stages, and step by step at idle. */
export function measureCheckpoints(held: Held): Row[] {
  const { owner } = held;
  const items = owner.state.items.size.toLocaleString('en');
  const deltas: number[] = [];
  let next = FIRST;
  for (let round = 0; round < ROUNDS; round += 1) {
    next = grow(held, next);
    deltas.push(...stepsOf(owner.checkpointGrown()));
  }
  // A change for each, and more than a delta may hold: the next one at idle is a base.
  for (const key of owner.state.items.keys()) owner.state.dirty.add(key);
  admit(held, next);
  return [
    rowOf(`each step of a checkpoint beside a stage, ${items} items`, deltas),
    rowOf(`each step of a base at idle, ${items} items`, stepsOf(owner.checkpoint())),
  ];
}

/** Until a checkpoint is due. */
function grow(held: Held, first: number): number {
  const { journal } = held.owner.follower;
  let at = first;
  while (journal.growth.since_checkpoint_bytes < DUE_BYTES && at - first < DOCUMENTS_MAX) {
    admit(held, at);
    at += 1;
  }
  return at;
}

function admit(held: Held, task: number): void {
  const spec = task / TASKS_PER_SPEC;
  if (Number.isInteger(spec))
    held.admit({ family: 'spec', text: specText(spec), channel: 'bench' });
  held.admit({ family: 'task', text: taskText(task), channel: 'bench' });
}

function stepsOf(steps: Generator<void, void>): number[] {
  const times: number[] = [];
  for (let done = false; !done; ) {
    const step = () => {
      done = steps.next().done === true;
    };
    times.push(timed(step));
  }
  return times;
}

function rowOf(what: string, times: readonly number[]): Row {
  const time = statOf(times);
  const longest = Math.max(...times);
  return {
    what,
    time,
    result: `longest ${longest.toFixed(1)} ms of ${times.length}`,
    limit: `${STALL_MS_MAX} ms`,
    ok: time.p50 <= STALL_MS_MAX,
  };
}
