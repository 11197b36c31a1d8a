import { expect, it } from 'vitest';
import { run } from '../../cli/support/run.ts';
import {
  learn,
  learning,
  learningMachine,
  SKILL,
  skillText,
} from '../../engine/skills/support/scene.ts';

const ALL = { of: 'items', state: null, root: null, after: null, limit: 9 } as const;

async function proposed() {
  const machine = learningMachine(learning(skillText('Test first.')));
  await learn(machine.open());
  const real = { backend: { openRuntime: async () => machine.open().runtime } };
  return { machine, ask: (line: string) => run(`${line} --json`, real) };
}

it.each([
  ['skills create --why how-to-name-things --dry-run', '# Write a skill: how-to-name-things'],
  [`skills improve ${SKILL} --why slow --dry-run`, `# Improve the skill ${SKILL}`],
])('%s shows what would be asked, and asks for nothing', async (line, title) => {
  const { machine, ask } = await proposed();
  const before = machine.open().runtime.list(ALL);
  const { code, out } = await ask(line);
  const answer = JSON.parse(out);
  expect([code, answer.already]).toEqual([0, false]);
  expect(answer.document).toContain(`${title}\n`);
  expect(answer.document).toContain('Requested-Action: ');
  expect(answer.next).toContain('Nothing was asked for');
  expect(machine.open().runtime.list(ALL)).toEqual(before);
  const done = JSON.parse((await ask(line.replace(' --dry-run', ''))).out);
  expect([done.id, done.path, done.document]).toEqual([answer.id, answer.path, undefined]);
  expect(machine.open().runtime.list(ALL).rows).toHaveLength(before.rows.length + 1);
});

it('a dropped text is named beforehand, and stays', async () => {
  const { machine, ask } = await proposed();
  const { code, out } = await ask(`skills drop ${SKILL} --dry-run`);
  expect([code, JSON.parse(out)]).toMatchObject([
    0,
    { applied: false, detail: `It would be so: the candidate that waits for ${SKILL} is dropped` },
  ]);
  expect(machine.open().runtime.skill(SKILL).candidate).not.toBeNull();
  await ask(`skills drop ${SKILL}`);
  expect(machine.open().runtime.skill(SKILL).candidate).toBeNull();
  const again = await ask(`skills drop ${SKILL} --dry-run`);
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('No text waits')]);
});
