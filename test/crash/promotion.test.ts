import { expect, it } from 'vitest';
import type { SkillCommand } from '../../src/runtime/api/index.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim } from '../../src/sim/sim-workspace.ts';
import {
  learning,
  PATH,
  promote,
  REQUEST,
  rest,
  SKILL,
  skillText,
} from '../engine/skills/support/scene.ts';
import { layout } from '../engine/support/process.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const KEY = 'one-decision';
const NEW = skillText('Test first.');
const play = learning(NEW);
/** It lies there, edited by somebody. */
const LYING = 'lying';

const COMMANDS: Readonly<Record<string, SkillCommand>> = {
  promote: promote(),
  install: {
    name: 'install_skill',
    skill: 'testing',
    files: [
      { path: 'SKILL.md', text: skillText('How to test.', 'testing') },
      { path: 'references/more.md', text: 'More.\n' },
    ],
    source: '/home/me/testing',
    replace: false,
    from_index: false,
    is_person: false,
  },
  drop: { name: 'drop_skill', skill: SKILL, reason: 'no' },
  'the install from an index': {
    name: 'install_skill',
    skill: 'testing',
    files: [
      { path: 'SKILL.md', text: skillText('How to test.', 'testing') },
      { path: 'scripts/run.sh', text: '#!/bin/sh\n' },
    ],
    source: 'https://skills.example/index.json',
    replace: false,
    from_index: true,
    is_person: true,
  },
  'the refresh that keeps an edit': {
    name: 'refresh_skill',
    skill: LYING,
    files: [
      { path: 'SKILL.md', text: skillText('Newer.', LYING) },
      { path: 'references/new.md', text: 'New.\n' },
    ],
    source: 'https://skills.example/index.json',
    is_person: true,
  },
};

/** A workspace in which a text waits, at rest. */
async function proposed(): Promise<{ disk: SimDisk; world: World }> {
  const disk = freshDisk('learning_offline', {
    [`skills/${LYING}/SKILL.md`]: skillText('Mine.', LYING),
  });
  const world = new World();
  const { runtime } = openSim(disk, world, play);
  await runtime.admit({ family: 'learning_request', text: REQUEST, channel: 'test' });
  await rest({ runtime });
  runtime.close();
  return { disk, world };
}

/** What lies in the folders of skills, but for what a kill left beside a file. */
function skillsIn(disk: SimDisk, folder = 'skills'): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, kind } of disk.list(layout.at(folder)) ?? []) {
    const path = `${folder}/${name}`;
    if (kind === 'dir') Object.assign(found, skillsIn(disk, path));
    else if (!name.startsWith('.')) {
      found[path] = new TextDecoder().decode(disk.read(layout.at(path)) ?? undefined);
    }
  }
  return found;
}

it.each(Object.entries(COMMANDS))(
  'does %s of a skill once and whole, whenever it is killed',
  async (_name, command) => {
    const { disk, world } = await proposed();
    const image = disk.killImage();
    const right = new SimDisk(image);
    const golden = openSim(right, world.clone(), play).runtime;
    await golden.control(command, KEY);
    const steps = right.steps;
    expect(steps).toBeGreaterThan(5);
    const [wanted, before] = [skillsIn(right), skillsIn(new SimDisk(image))];
    const versions = golden.skill(command.skill).versions.length;
    for (let step = 1; step <= steps; step += 1) {
      const crashing = new SimDisk(image, { crash_at: step });
      const first = openSim(crashing, world.clone(), play).runtime;
      await first.control(command, KEY).catch(() => undefined);
      const after = new SimDisk(crashing.killImage());
      // No file is ever half of the old and half of the new text.
      for (const [path, text] of Object.entries(skillsIn(after))) {
        expect([step, path, [wanted[path], before[path]].includes(text)]).toEqual([
          step,
          path,
          true,
        ]);
      }
      const { runtime } = openSim(after, world.clone(), play);
      await runtime.control(command, KEY);
      await rest({ runtime });
      expect([step, skillsIn(after)]).toEqual([step, wanted]);
      expect([step, runtime.skill(command.skill).versions.length]).toEqual([step, versions]);
    }
  },
);

it('goes on with a version that was decided, whoever comes next and whenever they are killed', async () => {
  const { disk, world } = await proposed();
  // A run is in flight while it is decided, so that it has to wait.
  let held = true;
  const hold: typeof play = (request, one) =>
    held && request.node.node_id === 'planner' ? null : play(request, one);
  const { runtime } = openSim(disk, world, hold);
  await runtime.admit({
    family: 'spec',
    text: '# Small\n\nIt.\n\nAcceptance:\n- It\n',
    channel: 'x',
  });
  await runtime.tick({ wait_ms: 0 });
  await runtime.control(promote());
  await runtime.control({ name: 'clear', reason: 'enough', force: false });
  runtime.close();
  held = false;
  const image = disk.killImage();
  const right = new SimDisk(image);
  await openSim(right, world.clone(), play).runtime.tick({ wait_ms: 0 });
  for (let step = 1; step <= right.steps; step += 1) {
    const crashing = new SimDisk(image, { crash_at: step });
    const own = world.clone();
    await openSim(crashing, own, play)
      .runtime.tick({ wait_ms: 0 })
      .catch(() => undefined);
    const after = new SimDisk(crashing.killImage());
    const next = openSim(after, own, play).runtime;
    for (let tick = 0; tick < 3; tick += 1) await next.tick({ wait_ms: 0 });
    expect([step, skillsIn(after)[PATH]]).toEqual([step, NEW]);
    expect([step, next.skill(SKILL).versions.length]).toEqual([step, 1]);
  }
});
