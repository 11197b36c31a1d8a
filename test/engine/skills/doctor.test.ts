import { expect, it } from 'vitest';
import { layout } from '../support/process.ts';
import { learn, learning, learningMachine, PATH, SKILL, skillText } from './support/scene.ts';

async function found(machine: ReturnType<typeof learningMachine>) {
  const { findings } = await machine.open().runtime.doctor();
  return findings.filter(({ code }) => code.startsWith('skill_'));
}

it('judges the text of each skill, and nothing that lies beside it', async () => {
  const machine = learningMachine(learning(''), {
    'skills/mine/SKILL.md': skillText('Mine.', 'mine'),
    'skills/mine/references/plain.md': 'No front matter here.\n',
    'skills/mine/tool.sh': '#!/bin/sh\n',
    'skills/portable/SKILL.md': '# A skill without front matter\n',
    'skills/twice/a/SKILL.md': skillText('One.', 'a'),
    'skills/twice/b/a/SKILL.md': skillText('Two.', 'a'),
  });
  await machine.open().runtime.adopt();
  expect((await found(machine)).map(({ place, what }) => `${place}: ${what}`)).toEqual([
    'millrace-agents/skills/portable/SKILL.md: it does not begin with front matter: name and ' +
      'description between two lines ---',
    'millrace-agents/skills/twice/a/SKILL.md: another folder is called a',
    'millrace-agents/skills/twice/b/a/SKILL.md: another folder is called a',
  ]);
});

it('names a text that waits, and what was shipped is as it has to be', async () => {
  const machine = learningMachine(learning(skillText('Test first.')));
  await learn(machine.open());
  expect(await found(machine)).toMatchObject([
    { code: 'skill_waiting', severity: 'note', place: `millrace-agents/${PATH}` },
  ]);
  expect((await found(machine))[0]?.next).toContain(`skills_show with skill ${SKILL}`);
  machine.disk.plant(layout.at(PATH), 'x'.repeat(10_000_000));
  expect(machine.open().runtime.skill(SKILL).problems[0]).toContain('at most 24576');
});

it('judges each prompt, also those that no stage has, and names what waits beside an edit', async () => {
  const machine = learningMachine(learning(''), {
    'entrypoints/execution/spare.md': '\n \n',
    'entrypoints/execution/hidden.md': 'Build it.\u202e\n',
    'entrypoints/execution/notes.txt': '',
    'skills/mine/SKILL.md': skillText('Mine.', 'mine'),
    'skills/mine/SKILL.md.new': skillText('Theirs.', 'mine'),
  });
  machine.disk.plant(
    layout.at('entrypoints/planning/binary.md'),
    new Uint8Array([0xff, 0xfe, 0x00]),
  );
  machine.disk.plant(layout.at('entrypoints/planning/large.md'), 'x'.repeat(300_000));
  const { findings, checked } = await machine.open().runtime.doctor();
  const shown = findings
    .filter(({ code }) => code === 'prompt_invalid' || code === 'skill_unsettled')
    .map(({ place, what }) => `${place}: ${what}`.replace('millrace-agents/', ''));
  expect(shown).toEqual([
    'entrypoints/execution/hidden.md: it holds characters that are there without being seen, or that steer a terminal',
    'entrypoints/execution/spare.md: it is empty',
    'entrypoints/planning/binary.md: it is no text in UTF-8',
    'entrypoints/planning/large.md: it has more than 262144 bytes',
    'skills/mine/SKILL.md.new: millrace-agents/skills/mine/SKILL.md was edited here, and changed where it came from',
  ]);
  expect(checked.find(({ area }) => area === 'prompts')?.result).toMatch(/^\d\d prompts$/);
});
