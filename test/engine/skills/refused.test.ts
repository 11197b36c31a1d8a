import { describe, expect, it } from 'vitest';
import type { SkillCommand } from '../../../src/runtime/api/index.ts';
import { judgeSkill, SKILL_SIZE_BYTES_MAX } from '../../../src/runtime/skills/index.ts';
import { layout } from '../support/process.ts';
import {
  learn,
  learning,
  learningMachine,
  PATH,
  promote,
  SKILL,
  skillEvents,
  skillText,
  textAt,
} from './support/scene.ts';

const BAD: Readonly<Record<string, readonly [text: string, problem: string]>> = {
  'no front matter': ['# Building\n\nTest first.\n', 'does not begin with front matter'],
  'an open front matter': ['---\nname: building\n', 'does not begin with front matter'],
  'no description': ['---\nname: building\n---\nText.\n', 'no description'],
  'no name': ['---\ndescription: How.\n---\nText.\n', 'no name'],
  'a name that leads elsewhere': [skillText('x', '../../evil'), 'is not allowed'],
  'the name of a folder of skills': [skillText('x', 'stage'), 'is not allowed'],
  'no text': ['---\nname: building\ndescription: How.\n---\n\n', 'no text'],
  'a line that is no field': ['---\nname: a\nsurprise\n---\nText.\n', 'is no "key: value"'],
  'a key twice': ['---\nname: a\nname: b\ndescription: c\n---\nText.\n', 'has name twice'],
  'a key that runs something': [
    '---\nname: building\ndescription: How.\nhooks: rm -rf ~\n---\nText.\n',
    'has the key hooks',
  ],
  '10 MB': [skillText('x'.repeat(10_000_000)), `at most ${SKILL_SIZE_BYTES_MAX}`],
  'hidden characters': [skillText('Test \u202efirst.'), 'without being seen'],
};

it.each(Object.entries(BAD))('a skill with %s is none', (_what, [text, problem]) => {
  expect(judgeSkill(text).problems.join('; ')).toContain(problem);
});

it('is no skill in a folder of another name', () => {
  expect(judgeSkill(skillText('x'), 'other').problems).toEqual([
    'name "builder-core" is not its folder other',
  ]);
  expect(judgeSkill(skillText('x'), SKILL)).toMatchObject({ id: SKILL, problems: [] });
});

it('sends a stage back that hands over what is no skill, with all that is wrong', async () => {
  const machine = learningMachine(learning('# Words\n', skillText('Test first.')));
  const one = machine.open();
  await learn(one);
  const [, second] = machine.world.requests.filter(({ node }) => node.node_id === 'curator');
  expect(second?.attempt.retry).toEqual({
    kind: 'contract',
    errors: [
      'out/skill_update.md is no skill: it does not begin with front matter: name and description ' +
        'between two lines ---',
    ],
  });
  expect(skillEvents(machine)).toEqual(['skill_proposed builder-core']);
});

describe('a text that waits is not taken', () => {
  async function proposed() {
    const machine = learningMachine(learning(skillText('Test first.')));
    const one = machine.open();
    await learn(one);
    return { machine, one };
  }

  it('when its skill is gone', async () => {
    const { machine, one } = await proposed();
    machine.disk.unlink(layout.at(PATH));
    await expect(one.runtime.control(promote())).rejects.toMatchObject({
      code: 'revision_refused',
      facts: { what: expect.stringContaining(`${PATH}, which is gone`) },
    });
    expect(textAt(machine)).toBeNull();
  });

  it('when its user has edited the skill since, and nothing of the edit is lost', async () => {
    const { machine, one } = await proposed();
    machine.disk.plant(layout.at(PATH), skillText('Mine.'));
    const problem = expect.stringContaining('was edited after the text');
    await expect(one.runtime.control(promote())).rejects.toMatchObject({
      facts: { what: problem },
    });
    expect(one.runtime.skill(SKILL).candidate?.problem).toEqual(problem);
    expect(textAt(machine)).toBe(skillText('Mine.'));
  });

  it('through a link that stands in its place', async () => {
    const { machine, one } = await proposed();
    machine.disk.plant('/elsewhere/SKILL.md', 'theirs');
    machine.disk.unlink(layout.at(PATH));
    machine.disk.plantLink(layout.at(PATH), '/elsewhere/SKILL.md');
    await expect(one.runtime.control(promote())).rejects.toMatchObject({
      code: 'revision_refused',
    });
    expect(new TextDecoder().decode(machine.disk.read('/elsewhere/SKILL.md') ?? undefined)).toBe(
      'theirs',
    );
  });

  it('twice: two callers at once get one version', async () => {
    const { machine, one } = await proposed();
    const other = machine.open();
    const both = await Promise.allSettled([
      one.runtime.control(promote()),
      other.runtime.control(promote()),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(one.runtime.skill(SKILL).versions).toHaveLength(1);
  });

  it('when it was dropped', async () => {
    const { machine, one } = await proposed();
    await one.runtime.control({ name: 'drop_skill', skill: SKILL, reason: 'too particular' });
    await expect(one.runtime.control(promote())).rejects.toMatchObject({
      facts: { what: expect.stringContaining('No text waits') },
    });
    expect(skillEvents(machine)).toEqual([
      'skill_proposed builder-core',
      'skill_dropped builder-core',
    ]);
  });
});

it('drops a decided version whose file somebody edits before it is written', async () => {
  const play = learning(skillText('Test first.'));
  let held = true;
  const machine = learningMachine((request, world) =>
    held && request.node.node_id === 'builder' ? null : play(request, world),
  );
  const one = machine.open();
  await learn(one);
  await one.runtime.admit({
    family: 'spec',
    text: '# Small\n\nIt.\n\nAcceptance:\n- It works\n',
    channel: 'test',
  });
  for (let tick = 0; tick < 20; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control(promote());
  machine.disk.plant(layout.at(PATH), skillText('Mine.'));
  held = false;
  await one.runtime.control({ name: 'clear', reason: 'enough', force: false });
  for (let tick = 0; tick < 3; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(textAt(machine)).toBe(skillText('Mine.'));
  expect(skillEvents(machine).at(-1)).toBe('skill_dropped builder-core');
});

const INSTALL = {
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
} as const satisfies SkillCommand;

describe('installing', () => {
  it('takes a new skill, refuses to replace one unasked, and takes all of it back', async () => {
    const machine = learningMachine(learning(''));
    const one = machine.open();
    await learn(one);
    await one.runtime.control(INSTALL);
    expect(textAt(machine, 'skills/testing/references/more.md')).toBe('More.\n');
    expect(one.runtime.skill('testing')).toMatchObject({ origin: 'own', version: 1, stages: [] });
    await expect(one.runtime.control(INSTALL)).rejects.toMatchObject({ code: 'revision_refused' });
    const less = { ...INSTALL, files: INSTALL.files.slice(0, 1), replace: true };
    await expect(one.runtime.control(less)).rejects.toMatchObject({ code: 'person_needed' });
    await one.runtime.control({ ...less, is_person: true });
    expect(textAt(machine, 'skills/testing/references/more.md')).toBeNull();
    await one.runtime.control({ name: 'revert_skill', skill: 'testing', to: 0, is_person: true });
    expect(machine.disk.list(layout.at('skills/testing'))).toBeNull();
  });

  it.each<[string, SkillCommand['skill'], readonly { path: string; text: string }[]]>([
    ['an id that leads elsewhere', '../evil', INSTALL.files],
    ['an id of a folder of skills', 'stage', INSTALL.files],
    ['another name than its id', 'other', INSTALL.files],
    ['a path that leads elsewhere', 'testing', [...INSTALL.files, { path: '../x.md', text: 'x' }]],
    ['a hidden file', 'testing', [...INSTALL.files, { path: '.git/config', text: 'x' }]],
    ['no SKILL.md', 'testing', INSTALL.files.slice(1)],
    ['a file twice', 'testing', [...INSTALL.files, { path: 'skill.md', text: 'x' }]],
  ])('refuses %s', async (_what, skill, files) => {
    const machine = learningMachine(learning(''));
    const one = machine.open();
    await learn(one);
    const command: SkillCommand = { ...INSTALL, skill, files, is_person: true };
    await expect(one.runtime.control(command)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:input_invalid|revision_refused)$/),
    });
    expect(machine.disk.list(layout.at('skills/testing'))).toBeNull();
  });
});
