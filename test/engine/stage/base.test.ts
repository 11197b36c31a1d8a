import { expect, it } from 'vitest';
import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import {
  endFirst,
  finish,
  firstRuns,
  handOver,
  layout,
  Machine,
  retire,
} from '../support/process.ts';

async function basesOfACampaign() {
  const machine = new Machine();
  const one = machine.open();
  await handOver(one);
  for (let edits = 0, tick = 0; tick < 80; tick += 1) {
    const { applied, did } = await one.runtime.tick({ wait_ms: 0 });
    if (did === 'idle') break;
    if (applied?.node === 'builder' && edits === 0) {
      edits += 1;
      machine.world.tree.set('own.txt', 'of its owner');
    }
  }
  await finish(one);
  return basesOf(machine);
}

function basesOf(machine: Machine) {
  return machine.world.requests.map(({ node, work, attempt }) => {
    const path = layout.at(`attempts/${attempt.attempt_id}/in/base.md`);
    const text = new TextDecoder().decode(machine.disk.read(path) ?? undefined);
    return {
      node: node.node_id,
      work: work?.id ?? null,
      text: text.replace(/sim:\w{6}\w+/g, short),
    };
  });
}

const names = new Map<string, string>();
/** Notes by the order in which they are first named. */
function short(name: string): string {
  const known = names.get(name) ?? `T${names.size + 1}`;
  names.set(name, known);
  return known;
}

it('names what each stage began from, and the commands that show one task and no other', async () => {
  const bases = await basesOfACampaign();
  const ofTask = bases.filter(({ work }) => work === 'task-one');
  expect(ofTask.map(({ node }) => node)).toEqual([
    'builder',
    'checker',
    'fixer',
    'doublechecker',
    'updater',
  ]);
  expect(ofTask[0]?.text).toMatchInlineSnapshot(`
    "# What was changed for this work item so far, and nothing else

    Notes of /work, without what git ignores and without \`millrace-agents/\`.

    Nothing was done yet. It begins from \`T1\`.

    This stage begins from \`T1\`. What was edited since, new files apart:

    - \`sim diff T1\`
    "
  `);
  expect(ofTask[1]?.text).toMatchInlineSnapshot(`
    "# What was changed for this work item so far, and nothing else

    Notes of /work, without what git ignores and without \`millrace-agents/\`.

    Its work began from \`T1\`. The change:

    - builder: \`sim diff T1 T2\`

    What differs between these, or between the last and now, was edited by others.

    This stage begins from \`T3\`. What was edited since, new files apart:

    - \`sim diff T3\`
    "
  `);
  expect(ofTask[3]?.text).toMatchInlineSnapshot(`
    "# What was changed for this work item so far, and nothing else

    Notes of /work, without what git ignores and without \`millrace-agents/\`.

    Its work began from \`T1\`. The change:

    - builder: \`sim diff T1 T2\`
    - checker, fixer: \`sim diff T3 T4\`

    What differs between these, or between the last and now, was edited by others.

    This stage begins from \`T4\`. What was edited since, new files apart:

    - \`sim diff T4\`
    "
  `);
  expect(bases.at(-1)?.text).toMatchInlineSnapshot(`
    "# What was changed for this whole lineage so far, and nothing else

    Notes of /work, without what git ignores and without \`millrace-agents/\`.

    Its work began from \`T1\`. The change:

    - \`sim diff T1 T2\`
    - \`sim diff T3 T8\`

    What differs between these, or between the last and now, was edited by others.

    This stage begins from \`T8\`. What was edited since, new files apart:

    - \`sim diff T8\`
    "
  `);
  expect(bases.every(({ text }) => text !== '')).toBe(true);
});

it('tells a judgement that later edits of others may be in what it judges', async () => {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  endFirst(machine, one);
  machine.world.tree.set('own.txt', 'of its owner');
  const later = machine.open();
  await later.clock.sleep(3_600_000);
  await finish(later);
  names.clear();
  expect(basesOf(machine).at(-1)?.text).toMatchInlineSnapshot(`
    "# What was changed for this whole lineage so far

    Notes of /work, without what git ignores and without \`millrace-agents/\`.

    Its work began from \`T1\`. The change:

    - \`sim diff T1 T8\`

    Nobody was there when a stage ended: later edits of others are in it.

    This stage begins from \`T8\`. What was edited since, new files apart:

    - \`sim diff T8\`
    "
  `);
});

it('names what an attempt did that was taken away, when its item is taken up again', async () => {
  let isFirst = true;
  const machine = new Machine(undefined, (request, world) => {
    if (request.node.node_id !== 'builder' || !isFirst) return shippedPlayer(request, world);
    isFirst = false;
    world.tree.set('half.txt', 'half of it');
    return null;
  });
  const one = machine.open();
  await handOver(one);
  for (let tick = 0; tick < 10 && isFirst; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control(retire('queue'));
  await finish(one);
  names.clear();
  const again = basesOf(machine).filter(({ node }) => node === 'builder')[1];
  expect(again?.text).toMatchInlineSnapshot(`
    "# What was changed for this work item so far, and nothing else

    Notes of /work, without what git ignores and without \`millrace-agents/\`.

    Its work began from \`T1\`. The change:

    - builder: \`sim diff T1 T2\`

    This stage begins from \`T2\`. What was edited since, new files apart:

    - \`sim diff T2\`
    "
  `);
});
