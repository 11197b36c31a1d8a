import { expect, it } from 'vitest';
import { handOver } from '../support/process.ts';
import {
  learn,
  learning,
  learningMachine,
  PATH,
  promote,
  rest,
  SKILL,
  skillEvents,
  skillText,
  textAt,
} from './support/scene.ts';

it('keeps what a stage proposes waiting, and takes it when a person says so', async () => {
  const machine = learningMachine(learning(skillText('Test first.')));
  const one = machine.open();
  const before = textAt(machine);
  await learn(one);
  expect(textAt(machine)).toBe(before);
  const [row] = one.runtime.skills().skills.filter(({ has_candidate }) => has_candidate);
  expect(row).toMatchObject({ id: SKILL, path: PATH, origin: 'shipped', stages: ['builder'] });
  const plan = one.runtime.adoptedPlan();
  await expect(one.runtime.control(promote(false))).rejects.toMatchObject({
    code: 'person_needed',
  });
  const { files } = one.runtime.previewSkill(promote());
  expect(files).toMatchObject([{ path: PATH, before, after: skillText('Test first.') }]);
  expect(textAt(machine)).toBe(before);
  const { detail } = await one.runtime.control(promote());
  expect(detail).toMatch(
    /^builder-core takes the text that run-\w+-000001 proposed.*, as version 1$/,
  );
  expect(textAt(machine)).toBe(skillText('Test first.'));
  expect(skillEvents(machine)).toEqual([
    'skill_proposed builder-core',
    'learning_curator_promotion_deferred builder-core 1',
    'learning_curator_promotion_applied builder-core 1',
  ]);
  // The next piece of work is done under another plan.
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.adoptedPlan()).not.toBe(plan);
  expect(one.runtime.skill(SKILL)).toMatchObject({
    origin: 'edited',
    version: 1,
    candidate: null,
    versions: [{ version: 1, act: 'promote', agreed: 'person', is_written: true }],
  });
  await expect(one.runtime.control(promote())).rejects.toMatchObject({
    code: 'revision_refused',
    facts: { what: expect.stringContaining('No text waits') },
  });
});

it('writes it when no run works by the old text any more, and starts none until then', async () => {
  let held = true;
  const play = learning(skillText('Test first.'));
  const machine = learningMachine((request, world) =>
    held && request.node.node_id === 'planner' ? null : play(request, world),
  );
  const one = machine.open();
  await learn(one);
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  const plan = one.runtime.adoptedPlan();
  const before = textAt(machine);
  const { detail } = await one.runtime.control(promote());
  expect(detail).toContain(
    'written as version 1 when the runs that work by the old text have ended',
  );
  await one.runtime.tick({ wait_ms: 0 });
  expect(textAt(machine)).toBe(before);
  expect(one.runtime.adoptedPlan()).toBe(plan);
  expect(one.runtime.skill(SKILL)).toMatchObject({ is_pending: true, version: null });
  await expect(one.runtime.control(promote())).rejects.toMatchObject({
    facts: { what: expect.stringContaining('decided and not written yet') },
  });
  // The stage ends by the plan that its run began with, and so does the run.
  const asked = machine.world.requests.at(-1);
  if (asked === undefined) throw new Error('no stage runs');
  held = false;
  one.attempts.finish(asked.attempt.attempt_id, play(asked, machine.world) ?? { stdout: '' });
  await rest(one);
  expect(textAt(machine)).toBe(skillText('Test first.'));
  const plans = machine.world.requests.map(({ node, compiled_plan_id }) =>
    ['planner', 'manager', 'builder'].includes(node.node_id)
      ? [node.node_id, compiled_plan_id]
      : [],
  );
  const of = (node: string) => plans.find(([name]) => name === node)?.[1];
  expect(of('manager')).toBe(of('planner'));
  expect(of('builder')).not.toBe(of('planner'));
  const built = machine.world.requests.find(({ node }) => node.node_id === 'builder');
  const prompt = textAt(machine, `attempts/${built?.attempt.attempt_id}/prompt.md`);
  expect(prompt).toContain('Test first.');
});

it('goes back to the text before, and forward again', async () => {
  const machine = learningMachine(learning(skillText('One.'), skillText('Two.')));
  const one = machine.open();
  const shipped = textAt(machine);
  await learn(one);
  await one.runtime.control(promote());
  await rest(one);
  await learn(one, 'learn-2');
  await one.runtime.control(promote());
  expect(textAt(machine)).toBe(skillText('Two.'));
  const revert = (to: number | null) =>
    one.runtime.control({ name: 'revert_skill', skill: SKILL, to, is_person: true });
  await revert(null);
  expect(textAt(machine)).toBe(skillText('One.'));
  await revert(0);
  expect(textAt(machine)).toBe(shipped);
  await revert(2);
  expect(textAt(machine)).toBe(skillText('Two.'));
  await expect(revert(9)).rejects.toMatchObject({ code: 'revision_refused' });
  expect(one.runtime.skill(SKILL).versions.map(({ act }) => act)).toEqual([
    'revert',
    'revert',
    'revert',
    'promote',
    'promote',
  ]);
});
