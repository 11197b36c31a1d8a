import { expect, it } from 'vitest';
import { SPEC } from '../../../src/sim/shipped-player.ts';
import { inputOf } from '../support/claims.ts';
import {
  finish,
  firstRuns,
  handOver,
  layout,
  loop,
  Machine,
  type Opened,
} from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';

async function opened(machine = new Machine()): Promise<{ machine: Machine; one: Opened }> {
  const one = machine.open();
  await handOver(one);
  return { machine, one };
}

const note = (text: string, work = ROOT_SPEC) => ({ name: 'note', work, text }) as const;
const withdraw = (work: string) => ({ name: 'withdraw', work, reason: 'not wanted' }) as const;

async function untilTasks({ runtime }: Opened): Promise<void> {
  for (let tick = 0; tick < 20; tick += 1) {
    if ((runtime.status().queues.task?.queue ?? 0) > 0) return;
    await runtime.tick({ wait_ms: 0 });
  }
  throw new Error('no task was made');
}

it('brings a note to every later stage of its lineage', async () => {
  const { machine, one } = await opened();
  await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control(note('Call it minus.'));
  await finish(one);
  expect(inputOf(machine, 'planner', 'in/decisions.md', 'first')).toBeNull();
  for (const node of ['manager', 'builder', 'checker', 'arbiter']) {
    expect(inputOf(machine, node, 'in/decisions.md', 'last')).toContain(
      '- D1, note by process 1, 2026-01-01T00:00:',
    );
  }
});

it('takes a note through the mailbox of a loop, and by its key once', async () => {
  const { machine, one } = await opened(new Machine(undefined, firstRuns()));
  const ran = loop(one);
  const other = machine.open();
  const first = other.runtime.control(note('Call it minus.'), 'my-own-note');
  expect(await first).toMatchObject({ applied: true, through: 'mailbox', already: false });
  expect(await other.runtime.control(note('Call it minus.'), 'my-own-note')).toMatchObject({
    already: true,
  });
  await expect(other.runtime.control(note('Another.'), 'my-own-note')).rejects.toMatchObject({
    code: 'request_key_conflict',
  });
  ran.interrupt.abort();
  ran.stop.abort();
  await ran.ended;
});

it('says beforehand what would change, and changes nothing', async () => {
  const { machine, one } = await opened();
  await untilTasks(one);
  const before = one.runtime.status().seq;
  expect(one.runtime.preview(withdraw('task-one'))).toEqual({
    detail: 'task/task-one is withdrawn',
    lines: [
      'task/task-one: queue -> withdrawn',
      'task/task-two waits for task/task-one and cannot go on: withdraw it as well, or retarget it',
    ],
  });
  expect(one.runtime.status().seq).toBe(before);
  expect(machine.disk.stat(layout.at('tasks/blocked/withdrawn'))).toBeNull();
});

it('withdraws a task: its document is kept, what waits for it says so', async () => {
  const { machine, one } = await opened();
  await untilTasks(one);
  await one.runtime.control(withdraw('task-one'));
  expect(machine.disk.stat(layout.at('tasks/blocked/withdrawn/task-one.md'))?.kind).toBe('file');
  await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status().blockers).toContainEqual({
    kind: 'dependency',
    about: expect.objectContaining({ item: 'task/task-two' }),
    why: 'withdrawn',
    on: 'task/task-one',
  });
  await expect(one.runtime.control(withdraw('task-one'))).rejects.toMatchObject({
    code: 'revision_refused',
    facts: { what: 'task/task-one is withdrawn already' },
  });
  const served = 'is served by nothing else that is planned, and still asked for';
  const how = (id: string) => `in a terminal: millrace waive ${ROOT_SPEC} ${id}`;
  expect(one.runtime.preview(withdraw('task-two')).lines).toEqual([
    'task/task-two: queue -> withdrawn',
    `A1 ${served}; to let it go as well, ${how('A1')}`,
    `A2 ${served}; to let it go as well, ${how('A2')}`,
  ]);
  expect(one.runtime.status().specs).toMatchObject([{ work_done: 0, work_total: 1 }]);
  await one.runtime.control(withdraw('task-two'));
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, condition: 'idle' });
  expect(inputOf(machine, 'arbiter', 'in/decisions.md', 'first')).toContain(
    'withdrawal about task/task-one by process 1',
  );
});

it('withdraws a lineage while its stage runs: nothing of it goes on, and it is not closed', async () => {
  const { machine, one } = await opened(new Machine(undefined, firstRuns()));
  await one.runtime.tick({ wait_ms: 0 });
  const [run] = one.runtime.status().active;
  expect(await one.runtime.control(withdraw(ROOT_SPEC))).toMatchObject({
    detail: `${ROOT_SPEC} is withdrawn; the stage that runs for it is asked to end`,
    runs: [run?.run_id],
  });
  expect(one.attempts.cancelled).toEqual([run?.attempt_id]);
  await finish(one);
  const status = one.runtime.status();
  expect(status).toMatchObject({ condition: 'idle', closed_roots: 0, active: [] });
  expect(status.queues.spec).toMatchObject({ withdrawn: 1, blocked: 0, active: 0 });
  expect(machine.world.spawned.size).toBe(1);
  for (const command of [withdraw(ROOT_SPEC), note('More.')]) {
    await expect(one.runtime.control(command)).rejects.toMatchObject({ code: 'revision_refused' });
  }
  const again = machine.open();
  expect(again.runtime.status()).toMatchObject({
    closed_roots: 0,
    specs: [{ state: 'withdrawn' }],
  });
});

it('withdraws what is only queued, and lets the next one begin', async () => {
  const { one } = await opened();
  const other = SPEC.replace('# Add a subtract function', '# Add a product function');
  await one.runtime.admit({ family: 'spec', text: other, channel: 'test' });
  await one.runtime.control(withdraw(ROOT_SPEC));
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('brings the reason of an operator to the stage that comes next', async () => {
  const { machine, one } = await opened(new Machine(undefined, firstRuns()));
  await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control({ name: 'retire', run: null, to: 'queue', reason: 'wrong package' });
  await finish(one);
  expect(inputOf(machine, 'planner', 'in/decisions.md', 'last')).toContain(
    `note about spec/${ROOT_SPEC} by process 1`,
  );
  expect(inputOf(machine, 'planner', 'in/decisions.md', 'last')).toContain(': wrong package\n');
});

it('knows what was withdrawn after the journal was lost', async () => {
  const { machine, one } = await opened();
  await untilTasks(one);
  await one.runtime.control(withdraw(ROOT_SPEC));
  one.runtime.close();
  machine.disk.remove(layout.journal);
  const other = machine.open();
  await finish(other);
  expect(other.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 0 });
  expect(other.runtime.status().queues).toMatchObject({ task: { withdrawn: 2, queue: 0 } });
});

it.each([
  ['unknown', 'There is no work of that name'],
  ['task/unknown', 'There is no work of that name'],
])('refuses work that is not there: %s', async (work, what) => {
  const { one } = await opened();
  for (const command of [note('x', work), withdraw(work)]) {
    await expect(one.runtime.control(command)).rejects.toMatchObject({ facts: { what } });
  }
});

it('refuses to decide about what is closed', async () => {
  const { one } = await opened();
  await finish(one);
  for (const command of [note('x'), withdraw(ROOT_SPEC)]) {
    await expect(one.runtime.control(command)).rejects.toMatchObject({
      facts: { next: `hand over a spec of its own that names ${ROOT_SPEC}` },
    });
  }
});

it('bounds the notes of a lineage, and says so', async () => {
  const { machine, one } = await opened();
  const long = 'x'.repeat(3900);
  let refused: unknown = null;
  let taken = 0;
  for (; taken < 100 && refused === null; taken += 1) {
    await one.runtime.control(note(`${taken} ${long}`)).catch((error: unknown) => {
      refused = error;
    });
  }
  expect(taken).toBe(68);
  expect(refused).toMatchObject({ code: 'revision_refused' });
  await one.runtime.tick({ wait_ms: 0 });
  const text = inputOf(machine, 'planner', 'in/decisions.md', 'first') ?? '';
  expect(text.length).toBeLessThan(48_000);
  expect(text).toContain('older ones stand whole in `in/decisions-older.md`');
  expect(inputOf(machine, 'planner', 'in/decisions-older.md', 'first')).toContain(`: 0 ${long}`);
});

it('refuses to change what was withdrawn', async () => {
  const { one } = await opened();
  await one.runtime.control(withdraw(ROOT_SPEC));
  const about = { work: ROOT_SPEC, reason: 'so', is_person: true } as const;
  for (const command of [
    { ...about, name: 'amend', items: ['A: x'], version: null } as const,
    { ...about, name: 'waive', item: 'A1' } as const,
    { ...about, name: 'waive', item: 'all' } as const,
    { name: 'prioritize', work: ROOT_SPEC, reason: 'so' } as const,
  ]) {
    await expect(one.runtime.control(command)).rejects.toMatchObject({ code: 'revision_refused' });
  }
});

it('takes as many notes as it may of 10,000, refuses the others, and the stages stay small', async () => {
  const { machine, one } = await opened();
  const codes: string[] = [];
  for (let at = 0; at < 10_000 && codes.length < 3; at += 1) {
    await one.runtime.control(note(`${at}`)).catch(({ code }) => codes.push(code));
  }
  expect(codes).toEqual(['revision_refused', 'revision_refused', 'revision_refused']);
  await one.runtime.tick({ wait_ms: 0 });
  const text = inputOf(machine, 'planner', 'in/decisions.md', 'first') ?? '';
  expect([text.match(/^- D/gm)?.length, text.length < 80_000]).toEqual([1000, true]);
});

it('keeps a decision of a run whose stage was taken away since', async () => {
  const { machine, one } = await opened(new Machine(undefined, firstRuns()));
  await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control(note('Call it minus.', `spec/${ROOT_SPEC}`));
  await one.runtime.control({ name: 'retire', run: null, to: 'again', reason: 'it went astray' });
  await finish(one);
  const decisions = inputOf(machine, 'planner', 'in/decisions.md', 'last') ?? '';
  expect(decisions.split('\n').filter((line) => line.startsWith('- D'))).toMatchInlineSnapshot(`
    [
      "- D1, note by process 1, 2026-01-01T00:00:00.000Z: Call it minus.",
      "- D2, note about spec/spec-add-a-subtract-function by process 1, 2026-01-01T00:00:00.000Z: it went astray",
    ]
  `);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
});
