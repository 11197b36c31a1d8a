import { expect, it } from 'vitest';
import { SPEC } from '../../src/sim/shipped-player.ts';
import { inputOf } from './support/claims.ts';
import { finish, handOver, layout, loop, Machine, type Opened } from './support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';
const SPEC_FILE = 'specs/queue/spec-add-a-subtract-function.md';
const TASK_FILE = 'tasks/queue/task-two.md';
const decoder = new TextDecoder();

function read({ disk }: Machine, file: string): string {
  return decoder.decode(disk.read(layout.at(file)) ?? new Uint8Array());
}

function edit(machine: Machine, file: string, from: string, to: string): void {
  const text = read(machine, file);
  expect(text).toContain(from);
  machine.disk.plant(layout.at(file), text.replace(from, to));
}

async function opened(): Promise<{ machine: Machine; one: Opened }> {
  const machine = new Machine();
  const one = machine.open();
  await handOver(one);
  return { machine, one };
}

/** Two tasks are queued, and a stage has run. */
async function planned(): Promise<{ machine: Machine; one: Opened }> {
  const found = await opened();
  for (let tick = 0; tick < 20; tick += 1) {
    if (found.machine.disk.stat(layout.at(TASK_FILE)) !== null) return found;
    await found.one.runtime.tick({ wait_ms: 0 });
  }
  throw new Error('no task was made');
}

/** The same machine, on which the file was written after all that ran. */
function later(machine: Machine, file: string): Opened {
  const disk = Object.create(machine.disk, {
    stat: {
      value: (path: string) => {
        const stat = machine.disk.stat(path);
        const isIt = path === layout.at(file) && stat !== null;
        return isIt ? { ...stat, mtime_ms: one.clock.now() } : stat;
      },
    },
  });
  const one: Opened = machine.open({ disk });
  one.clock.advance(3_600_000);
  return one;
}

const asked = ({ runtime }: Opened) => runtime.questions().map(({ question }) => question);
const answer = (text: string, is_person = true) =>
  ({ name: 'answer', question: 'Q1', text, is_person }) as const;

it('takes an edit of a queued spec as its amendment, and tells planning what was changed', async () => {
  const { machine, one } = await opened();
  edit(machine, SPEC_FILE, '- Check: `npm test`', '- Check: `npm run lint`');
  await one.runtime.tick({ wait_ms: 0 });
  const decisions = inputOf(machine, 'planner', 'in/decisions.md', 'first') ?? '';
  expect(decisions.split('\n').filter((line) => line.startsWith('- '))).toMatchInlineSnapshot(`
    [
      "- D1, amendment by whoever edited the file, 2026-01-01T00:00:00.000Z: millrace-agents/specs/queue/spec-add-a-subtract-function.md was edited by hand: - Acceptance: Check: \`npm test\`; + Acceptance: Check: \`npm run lint\`",
    ]
  `);
  expect(inputOf(machine, 'planner', 'in/contract_changes.md', 'first')).toContain('npm run lint');
  expect(inputOf(machine, 'planner', 'in/contract.md', 'first')).toContain('npm run lint');
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('takes an edit of a task that was made while nothing ran as a note of its owner', async () => {
  const { machine } = await planned();
  const text = read(machine, TASK_FILE);
  machine.disk.plant(layout.at(TASK_FILE), text.replace(/\n$/, '\n\nMind the gap.\n'));
  const one = later(machine, TASK_FILE);
  await finish(one);
  expect(asked(one)).toEqual([]);
  expect(inputOf(machine, 'builder', 'in/decisions.md', 'last')).toContain(
    `${TASK_FILE} was edited by hand: + Summary: Mind the gap.; + prose: Mind the gap.`,
  );
});

it('asks whose an edit is that a stage could have made, and holds only that work', async () => {
  const { machine, one } = await planned();
  const before = read(machine, TASK_FILE);
  machine.disk.plant(layout.at(TASK_FILE), before.replace(/\n$/, '\n\nSkip the tests.\n'));
  for (let tick = 0; tick < 12 && asked(one).length === 0; tick += 1) {
    await one.runtime.tick({ wait_ms: 0 });
  }
  expect(asked(one)).toMatchInlineSnapshot(`
    [
      "millrace-agents/tasks/queue/task-two.md was changed while a stage ran, or before anybody looked. Was it you? + Summary: Skip the tests.; + prose: Skip the tests.",
    ]
  `);
  for (let tick = 0; tick < 20; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status()).toMatchObject({
    outlook: { kind: 'question', needs_person: true },
    queues: { task: { queue: 1, done: 1 } },
    specs: [{ state: 'waiting', wait: { on: 'decision', id: 'Q1' } }],
  });
  await expect(one.runtime.control(answer('1', false))).rejects.toMatchObject({
    code: 'person_needed',
  });
  await one.runtime.control(answer('2'));
  expect(read(machine, TASK_FILE)).toBe(before);
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect(one.runtime.show('task/task-two')).not.toMatchObject({
    document: expect.stringContaining('Skip'),
  });
});

it('undoes no more than it asked about', async () => {
  const { machine, one } = await planned();
  const before = read(machine, TASK_FILE);
  machine.disk.plant(layout.at(TASK_FILE), before.replace(/\n$/, '\n\nSkip the tests.\n'));
  for (let tick = 0; tick < 12 && asked(one).length === 0; tick += 1) {
    await one.runtime.tick({ wait_ms: 0 });
  }
  edit(machine, TASK_FILE, 'Skip the tests.', 'Mind the gap.');
  await expect(one.runtime.control(answer('2'))).rejects.toMatchObject({
    facts: { what: expect.stringContaining('was changed again since') },
  });
  expect(read(machine, TASK_FILE)).toContain('Mind the gap.');
});

it('keeps the edit when its owner says so', async () => {
  const { machine, one } = await planned();
  machine.disk.plant(
    layout.at(TASK_FILE),
    read(machine, TASK_FILE).replace(/\n$/, '\n\nMind the gap.\n'),
  );
  for (let tick = 0; tick < 12 && asked(one).length === 0; tick += 1) {
    await one.runtime.tick({ wait_ms: 0 });
  }
  await one.runtime.control(answer('1'));
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect(one.runtime.show('task/task-two')).toMatchObject({
    document: expect.stringContaining('Mind the gap.'),
  });
});

it('reports a document that was deleted from its queue, does not run it, and goes on when it is back', async () => {
  const { machine, one } = await planned();
  const text = read(machine, TASK_FILE);
  machine.disk.remove(layout.at(TASK_FILE));
  for (let tick = 0; tick < 20; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(asked(one)).toMatchInlineSnapshot(`
    [
      "millrace-agents/tasks/queue/task-two.md was deleted. To end task/task-two call withdraw with it; or answer, or put the file back.",
    ]
  `);
  expect(one.runtime.status()).toMatchObject({
    outlook: { kind: 'question', options: ['write the file again', 'withdraw it'] },
    queues: { task: { queue: 1, done: 1 } },
  });
  expect(machine.disk.stat(layout.at(TASK_FILE))).toBeNull();
  machine.disk.plant(layout.at(TASK_FILE), text);
  await finish(one);
  expect(asked(one)).toEqual([]);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it.each([
  ['write the file again', { done: 3 }],
  ['withdraw it', { done: 2, withdrawn: 1 }],
])('does with a deleted document what the answer says: %s', async (words, task) => {
  const { machine, one } = await planned();
  machine.disk.remove(layout.at(TASK_FILE));
  for (let tick = 0; tick < 20; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control(answer(words, false));
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, queues: { task } });
});

it('takes withdraw as the answer, too', async () => {
  const { machine, one } = await planned();
  machine.disk.remove(layout.at(TASK_FILE));
  for (let tick = 0; tick < 20; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control({ name: 'withdraw', work: 'task-two', reason: 'not wanted' });
  expect(asked(one)).toEqual([]);
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
});

it('asks about a deleted spec, and about each of many', async () => {
  const { machine, one } = await opened();
  for (const name of ['multiply', 'divide', 'round']) {
    const text = SPEC.replace('Add a subtract function', name);
    await one.runtime.admit({ family: 'spec', text, channel: 'test' });
  }
  for (const name of ['multiply', 'divide', 'round']) {
    machine.disk.remove(layout.at(`specs/queue/spec-${name}.md`));
  }
  one.clock.advance(60_000);
  await one.runtime.tick({ wait_ms: 0 });
  for (let tick = 0; tick < 60; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(
    one.runtime
      .questions()
      .map(({ root }) => root)
      .toSorted(),
  ).toEqual(['spec-divide', 'spec-multiply', 'spec-round']);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, queues: { spec: { queue: 3 } } });
});

it('keeps what prioritize did when the document is edited by hand afterwards', async () => {
  const { machine, one } = await opened();
  const text = '# Multiply\n\nIt multiplies.\n\n## Acceptance\n\n- product(2, 3) is 6\n';
  one.clock.advance(60_000);
  const { id } = await one.runtime.admit({ family: 'spec', text, channel: 'test' });
  await one.runtime.control({ name: 'prioritize', work: id, reason: 'urgent' });
  edit(machine, `specs/queue/${id}.md`, 'is 6', 'is six');
  await one.runtime.tick({ wait_ms: 0 });
  expect(machine.world.requests[0]?.work?.id).toBe(id);
});

it('takes a hand edit in before a command changes the same document, and loses neither', async () => {
  const { machine, one } = await opened();
  edit(machine, SPEC_FILE, 'is 2', 'is two');
  const amend = { name: 'amend', work: ROOT_SPEC, reason: 'so', version: null } as const;
  const document = await one.runtime.amendment({ work: ROOT_SPEC, text: SPEC });
  const whole = { ...amend, items: [], document, is_person: true };
  await expect(one.runtime.control(whole)).rejects.toMatchObject({
    facts: { what: `The document of ${ROOT_SPEC} was edited by hand meanwhile, and that is taken` },
  });
  edit(machine, SPEC_FILE, 'should also subtract', 'should subtract as well');
  await one.runtime.control({ ...amend, items: ['A: one more'], is_person: false });
  const text = read(machine, SPEC_FILE);
  for (const words of ['is two', 'should subtract as well', '- one more']) {
    expect(text).toContain(words);
  }
});

it('says what edit it could not take, keeps it beside the document, and an earlier one as well', async () => {
  const { machine, one } = await opened();
  const text = read(machine, SPEC_FILE);
  machine.disk.plant(layout.at(SPEC_FILE.replace('.md', '.md.invalid')), 'an earlier one');
  machine.disk.plant(layout.at(SPEC_FILE), text.replace('Spec-ID: spec-', 'Spec-ID: no-'));
  await one.runtime.tick({ wait_ms: 0 });
  const kept = SPEC_FILE.replace('.md', '.2.md.invalid');
  expect(read(machine, kept)).toContain('Spec-ID: no-');
  expect(read(machine, SPEC_FILE.replace('.md', '.md.invalid'))).toBe('an earlier one');
  expect(inputOf(machine, 'planner', 'in/decisions.md', 'first')).toContain('could not be taken');
});

it('takes an edit while a loop has the workspace and nothing runs', async () => {
  const { machine, one } = await opened();
  const pause = { name: 'pause', reason: 'lunch' } as const;
  await one.runtime.control(pause);
  const ran = loop(one);
  const other = machine.open();
  await other.runtime.control(pause);
  edit(machine, SPEC_FILE, 'is 2', 'is two');
  // Whatever wakes the loop.
  await other.runtime.control({ name: 'desire', running: true });
  await other.runtime.control(pause);
  const view = other.runtime.show(ROOT_SPEC);
  const rows = view.kind === 'root' ? view.said.decisions.rows : [];
  expect(rows.map(({ kind }) => kind)).toEqual(['amendment']);
  ran.stop.abort();
  await ran.ended;
});
