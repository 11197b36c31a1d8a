import { expect, it } from 'vitest';
import { task } from '../support/program/specs.ts';
import { Bench } from './support/bench.ts';
import { concluded } from './support/cases.ts';
import { HARNESSES, times } from './support/harnesses.ts';
import { sameAsBefore } from './support/requests.ts';
import { does, type Stage, succeeds } from './support/stages.ts';

const SAME_MIN = 0.9;
const TASKS = ['task-one', 'task-two', 'task-three'];
/** Planner and manager, then builder, checker and updater of each task. */
const STAGES = 2 + 3 * TASKS.length;

/** Three tasks that nobody objects to: each kind of stage comes again and again. */
function threeTasks(stage: Stage) {
  if (stage.request.node.node_id !== 'manager') return succeeds(stage);
  const documents = TASKS.map((id) => [`${id}.md`, task(id)]);
  return does(stage, 'MANAGER_COMPLETE', Object.fromEntries(documents));
}

it.each(HARNESSES)('$name sends requests that begin like the ones before', async (harness) => {
  const bench = new Bench(threeTasks);
  try {
    await bench.ready([harness], harness.mode);
    for (let stage = 0; stage < STAGES; stage += 1) {
      expect(await bench.tick()).toMatchObject({ did: 'applied' });
    }
    const same = sameAsBefore(bench.model.asked);
    expect([...same.keys()].sort()).toEqual(['builder', 'checker', 'updater']);
    const least = Math.min(...[...same.values()].flat());
    expect(least).toBeGreaterThanOrEqual(SAME_MIN);
    concluded(bench, harness, {
      scenario: 'requests that begin like the ones before of their kind',
      result: `${(least * 100).toFixed(1)} %`,
      failure_class: null,
      expected: times(STAGES, harness),
    });
  } finally {
    await bench.close();
  }
});
