import { expect, it } from 'vitest';
import type { ReviseCommand } from '../../../src/runtime/api/index.ts';
import type { Trust } from '../../../src/runtime/ports/index.ts';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import { firstRuns, handOver, layout, Machine, type Opened } from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';

const all = (is_person: boolean, work = ROOT_SPEC): ReviseCommand => {
  return { name: 'waive', work, item: 'all', reason: 'good enough', is_person };
};

/** A user whose policy lets agents decide. */
const allowing: Trust = {
  judge: () => ({ trusted: true, by: 'policy', first: false }),
  keep: () => undefined,
  decides: (place) => place === ROOT,
  promotes: () => false,
};

async function built(trust?: Trust): Promise<{ machine: Machine; one: Opened }> {
  const machine = new Machine();
  const one = machine.open(trust === undefined ? {} : { trust });
  await handOver(one);
  for (let tick = 0; tick < 40; tick += 1) {
    if (machine.world.requests.at(-1)?.node.node_id === 'builder') return { machine, one };
    await one.runtime.tick({ wait_ms: 0 });
  }
  throw new Error('nothing is built');
}

it('closes as it is for a person: what is not met is waived, what is open is withdrawn', async () => {
  const { machine, one } = await built();
  await expect(one.runtime.control(all(false))).rejects.toMatchObject({
    code: 'person_needed',
    facts: { next: `in a terminal, a person: millrace waive ${ROOT_SPEC} all` },
  });
  const before = one.runtime.status().seq;
  const preview = one.runtime.preview(all(true));
  expect(one.runtime.status().seq).toBe(before);
  const view = await one.runtime.control(all(true));
  expect(view.lines).toEqual(preview.lines);
  expect(view).toMatchInlineSnapshot(`
    {
      "about": [
        {
          "item": "spec/spec-add-a-subtract-function",
          "root": "spec-add-a-subtract-function",
          "state": "closed",
          "title": "Add a subtract function",
          "wait": null,
        },
      ],
      "already": false,
      "applied": true,
      "detail": "spec-add-a-subtract-function is closed as it is: A1, A2 waived; what its stages changed in the work tree stays",
      "lines": [
        "~ A1: subtract(5, 3) is 2",
        "~ A2: Check: \`npm test\`",
        "run-248c1e89af9ed025-000002 ends at builder",
        "task/task-one: active -> withdrawn",
        "task/task-two: queue -> withdrawn",
      ],
      "runs": [
        "run-248c1e89af9ed025-000002",
      ],
      "through": "direct",
    }
  `);
  for (let tick = 0; tick < 10; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status()).toMatchObject({
    condition: 'idle',
    closed_roots: 1,
    active: [],
    specs: [{ root: ROOT_SPEC, state: 'closed' }],
  });
  expect(one.runtime.show(ROOT_SPEC)).toMatchObject({
    kind: 'root',
    verdict: 'closed_as_it_is',
    promises: [
      { id: 'A1', waived: true },
      { id: 'A2', waived: true },
    ],
  });
  expect(machine.disk.stat(layout.at('tasks/blocked/withdrawn/task-two.md'))?.kind).toBe('file');
  const said = machine.open().runtime.show(ROOT_SPEC);
  expect(said).toMatchObject({
    said: { decisions: { rows: [{ kind: 'waiver', is_person: true }] } },
  });
  await expect(one.runtime.control(all(true))).rejects.toMatchObject({ code: 'revision_refused' });
});

it('ends what runs, whose result counts for nothing', async () => {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  const view = await one.runtime.control(all(true));
  expect(one.attempts.cancelled).toHaveLength(1);
  expect(view.runs).toHaveLength(1);
  for (let tick = 0; tick < 10; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1, active: [] });
  expect(machine.world.spawned.size).toBe(1);
});

it('waives nothing that the last verdict found met, and shows the newest version', async () => {
  const { one } = await built();
  const amend = { name: 'amend', work: ROOT_SPEC, reason: 'so', version: null } as const;
  await one.runtime.control({ ...amend, items: ['A: one more'], is_person: false });
  await one.runtime.control(all(true));
  const view = one.runtime.show(ROOT_SPEC);
  expect(view.kind === 'root' ? view.promises.map(({ id }) => id) : []).toEqual(['A1', 'A2', 'A3']);
});

it('refuses what is only queued, with the way out', async () => {
  const one = new Machine().open();
  await handOver(one);
  await expect(one.runtime.control(all(true))).rejects.toMatchObject({
    code: 'revision_refused',
    facts: { next: expect.stringContaining('withdraw') },
  });
});

it('lets a policy of the user stand for a person, and says so in the record', async () => {
  const { one } = await built(allowing);
  const waive = { name: 'waive', work: ROOT_SPEC, item: 'A2', reason: 'so' } as const;
  expect(one.runtime.preview({ ...waive, is_person: false }).lines).toEqual([
    '~ A2: Check: `npm test`',
  ]);
  await one.runtime.control({ ...waive, is_person: false });
  const amend = { name: 'amend', work: ROOT_SPEC, reason: 'so', version: null } as const;
  const changed = await one.runtime.control({ ...amend, items: ['A1: x'], is_person: false });
  expect(changed.detail).toContain('is version 3');
  const view = one.runtime.show(ROOT_SPEC);
  const rows = view.kind === 'root' ? view.said.decisions.rows : [];
  expect(rows.map(({ kind, actor, is_person }) => [kind, actor, is_person])).toEqual([
    ['waiver', 'process 1, as a policy of the user allows', false],
    ['amendment', 'process 1, as a policy of the user allows', false],
  ]);
  await one.runtime.control({ name: 'note', work: ROOT_SPEC, text: 'It needs no proof.' });
  const after = one.runtime.show(ROOT_SPEC);
  expect(after).toMatchObject({
    said: { decisions: { rows: [{}, {}, { kind: 'note', actor: 'process 1' }] } },
  });
});
