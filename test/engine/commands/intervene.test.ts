import { expect, it } from 'vitest';
import type { ReviseCommand } from '../../../src/runtime/api/index.ts';
import {
  finish,
  firstRuns,
  handOver,
  layout,
  loop,
  Machine,
  type Opened,
  settle,
} from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';
const reason = 'so';

async function planned(machine = new Machine()): Promise<{ machine: Machine; one: Opened }> {
  const one = machine.open();
  await handOver(one);
  await plan(one);
  return { machine, one };
}

/** Until there are more tasks than before. */
async function plan(one: Opened, before = 0): Promise<void> {
  for (let tick = 0; tick < 20; tick += 1) {
    if ((one.runtime.status().queues.task?.queue ?? 0) > before) break;
    await one.runtime.tick({ wait_ms: 0 });
  }
}

async function hand({ runtime }: Opened, family: string, fields: string): Promise<string> {
  const text = `# Handed over\n\n${fields}\n\nAcceptance:\n- it holds\n`;
  return (await runtime.admit({ family, text, channel: 'test' })).id;
}

function textOf({ disk }: Machine, path: string): string {
  return new TextDecoder().decode(disk.read(layout.at(path)) ?? new Uint8Array());
}

it('steps in through the mailbox of a loop, once by its key, and says who and why', async () => {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  await handOver(one);
  const two = await hand(one, 'task', 'Depends-On:\n- nowhere');
  const ran = loop(one);
  const other = machine.open();
  const command = { name: 'retarget', work: two, from: 'nowhere', to: null, reason } as const;
  expect(other.runtime.preview(command).lines).toEqual([
    `task/${two} waits for nothing instead of task/nowhere`,
  ]);
  expect(await other.runtime.control(command, 'my-own-step')).toMatchObject({
    applied: true,
    through: 'mailbox',
    about: [{ item: `task/${two}` }],
  });
  expect(await other.runtime.control(command, 'my-own-step')).toMatchObject({ already: true });
  const told = machine.events().filter(({ event_type }) => event_type === 'operator_intervention');
  expect(told.map(({ data }) => data)).toMatchObject([
    { action: 'retarget', actor: 'process 2', reason, work_item_id: two },
  ]);
  ran.interrupt.abort();
  ran.stop.abort();
  await ran.ended;
});

it('takes in what somebody wrote into the document of what waits, before it is written anew', async () => {
  const { machine, one } = await planned();
  const third = await hand(one, 'task', 'Depends-On:\n- task-two');
  const path = `tasks/queue/${third}.md`;
  machine.disk.plant(layout.at(path), textOf(machine, path).replace('it holds', 'it really holds'));
  const command: ReviseCommand = {
    name: 'supersede',
    work: 'task-two',
    replacement: 'task-one',
    cascade: 'retarget',
    reason,
  };
  const roots = { ...command, work: third, replacement: 'task-one' };
  await expect(one.runtime.control(roots)).rejects.toMatchObject({ code: 'revision_refused' });
  await one.runtime.control(command);
  expect(textOf(machine, path)).toContain('it really holds');
  expect(textOf(machine, path)).toContain('- task-one');
  expect(machine.disk.stat(layout.at('tasks/queue/task-two.md'))).toBeNull();
});

it('puts a document away that cannot be read, and closure goes on', async () => {
  const { machine, one } = await planned();
  machine.disk.plant(layout.at('tasks/queue/garbage.md'), 'no title\n');
  await one.clock.sleep(20_000);
  await settle(one);
  expect(one.runtime.status()).toMatchObject({
    condition: 'waiting',
    outlook: { kind: 'unreadable', path: 'tasks/queue/garbage.md' },
    closure: { waits_for: 'unreadable_document' },
  });
  const command = { name: 'archive', work: 'tasks/queue/garbage.md', reason } as const;
  expect((await one.runtime.control(command)).detail).toContain('is put away unread');
  expect(machine.disk.stat(layout.at('tasks/queue/garbage.md'))).toBeNull();
  const aside = Object.values(machine.disk.dump(layout.at('set-aside')));
  expect(aside.filter((text) => text !== null)).toEqual(['no title\n']);
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('takes a closed spec up again, and leaves its report and verdict as they are', async () => {
  const machine = new Machine();
  const one = machine.open();
  await handOver(one);
  await finish(one);
  const before = machine.disk.dump(layout.at('arbiter'));
  const answer = await one.runtime.control({ name: 'reopen', work: ROOT_SPEC, reason });
  expect(answer.detail).toBe(`${ROOT_SPEC} is taken up again as ${ROOT_SPEC}-2, a root of its own`);
  expect(one.runtime.show(`${ROOT_SPEC}-2`)).toMatchObject({ lineage: { follows: ROOT_SPEC } });
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 2 });
  expect(machine.disk.dump(layout.at('arbiter'))).toMatchObject(before);
  expect(textOf(machine, `specs/done/${ROOT_SPEC}-2.md`)).toContain(`Follows ${ROOT_SPEC}`);
});

it('finds work that belongs elsewhere, and brings it to its root by the call that doctor names', async () => {
  const one = new Machine().open();
  await handOver(one);
  // What it names comes later, so that its lineage cannot be told when it comes.
  const lost = await hand(one, 'task', 'Parent-Task-ID: task-two');
  await plan(one, 1);
  const orphan = await hand(one, 'task', 'Root-Spec-ID: nowhere');
  const drift = async () => {
    const { findings } = await one.runtime.doctor();
    return findings.filter(({ code }) => code.startsWith('lineage_'));
  };
  expect(await drift()).toMatchInlineSnapshot(`
    [
      {
        "code": "lineage_missing",
        "next": "call repair_lineage with root_spec_id spec-add-a-subtract-function, which shows what it would do",
        "place": "millrace-agents/tasks/queue/task-handed-over.md",
        "severity": "warning",
        "what": "task/task-handed-over belongs to no root, so no closure waits for it, and names task/task-two (spec-add-a-subtract-function)",
      },
      {
        "code": "lineage_orphan",
        "next": "hand over a spec with the id nowhere, or end it with archive",
        "place": "millrace-agents/tasks/queue/task-handed-over-2.md",
        "severity": "warning",
        "what": "task/task-handed-over-2 belongs to nowhere, of which there is no document: nothing ever closes it",
      },
    ]
  `);
  const command = { name: 'repair_lineage', root: ROOT_SPEC, reason } as const;
  const { seq } = one.runtime.status();
  expect(one.runtime.preview(command).lines).toEqual([`task/${lost}: no lineage -> ${ROOT_SPEC}`]);
  expect(one.runtime.status().seq).toBe(seq);
  expect(await one.runtime.control(command)).toMatchObject({ applied: true });
  expect(await one.runtime.control(command)).toMatchObject({ applied: false });
  expect((await drift()).map(({ code }) => code)).toEqual(['lineage_orphan']);
  await one.runtime.control({ name: 'archive', work: orphan, reason });
  expect(await drift()).toEqual([]);
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
});

it('takes work in at the lineage of what it names, and refuses what contradicts itself', async () => {
  const { machine, one } = await planned();
  const admit = (fields: string, family = 'task') => {
    const text = `# Handed over\n\n${fields}\n\nAcceptance:\n- it holds\n`;
    return one.runtime.admit({ family, text, channel: 'test' });
  };
  const { id, root, notes } = await admit('Parent-Task-ID: task-two');
  expect({ root, notes }).toMatchObject({
    root: ROOT_SPEC,
    notes: [`It belongs to ${ROOT_SPEC}, as what it names does.`],
  });
  expect(textOf(machine, `tasks/queue/${id}.md`)).toContain(`Root-Spec-ID: ${ROOT_SPEC}`);
  await expect(admit('Root-Spec-ID: other\nParent-Task-ID: task-two')).rejects.toMatchObject({
    code: 'document_invalid',
    facts: { what: expect.stringContaining(`Root-Spec-ID is other, and what it names belongs to`) },
  });
  await expect(admit('Source-Type: derived_spec', 'spec')).rejects.toMatchObject({
    code: 'document_invalid',
    facts: { what: expect.stringContaining('it continues other work and has no Root-Spec-ID') },
  });
});
