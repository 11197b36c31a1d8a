import { z } from 'zod';
import type { SkillView } from '../../runtime/api/index.ts';
import { headOf } from '../../runtime/text/cut.ts';
import { answerRoom } from '../support/context.ts';
import { defineOperation } from '../support/define.ts';
import { nextField, readErrors, simulated } from '../support/fields.ts';
import { linesOf, skillId } from './support/skill-fields.ts';
import { skillRows } from './support/skill-rows.ts';

const TEXT_BYTES_MAX = 6_000;
const TERMINAL_TEXT_BYTES_MAX = 100_000;
const VERSIONS_SHOWN_MAX = 10;
const USES_SHOWN_MAX = 6;

export const skillsShow = defineOperation({
  name: 'skills_show',
  title: 'Show a skill',
  summary:
    'Show a skill: its text, a text that waits, its versions, and what stages came to that worked by it.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({ skill: skillId }),
  output: z.looseObject({
    skill: z.looseObject({ id: z.string() }).describe('As in skills_list.'),
    text: z.string().describe('Its SKILL.md.'),
    candidate: z
      .looseObject({ run: z.string() })
      .optional()
      .describe(
        'The text that waits: from which run, what it changes, and why it cannot be taken.',
      ),
    versions: z.array(z.looseObject({ version: z.number() })).describe('Newest first.'),
    evidence: z
      .array(z.looseObject({ stages: z.number() }))
      .describe('For each text: how many stages worked by it, their results, some of their runs.'),
    simulated,
    next: nextField,
  }),
  errors: [...readErrors, 'revision_refused'],
  positional: ['skill'],
  paths: [],
  examples: [
    {
      title: 'What is proposed, and what speaks for it?',
      input: { skill: 'building' },
      output: { skill: { id: 'building' }, candidate: { run: 'run-abcd-000003' } },
    },
  ],
  async run(context, { skill }) {
    const view = (await context.runtime()).skill(skill);
    const room = answerRoom(context, TEXT_BYTES_MAX, TERMINAL_TEXT_BYTES_MAX);
    const [row = { id: skill, origin: view.origin }] = skillRows([view]);
    return {
      skill: row,
      text: headOf(view.text, room),
      files: view.files.length === 0 ? undefined : [...view.files],
      candidate: candidateOf(view),
      versions: view.versions.slice(0, VERSIONS_SHOWN_MAX).map((one) => ({ ...one })),
      evidence: view.uses.slice(0, USES_SHOWN_MAX).map(({ runs, ...one }) => ({
        ...one,
        sha256: one.sha256.slice(0, 12),
        runs: [...runs],
      })),
      simulated: view.simulated,
      next: nextOf(view),
    };
  },
});

function candidateOf({ candidate, path, text }: SkillView) {
  if (candidate === null) return undefined;
  const { text: after, problem, ...from } = candidate;
  const before = text === '' ? null : text;
  return {
    ...from,
    problem: problem ?? undefined,
    changes: linesOf({ files: [{ path, before, after }] }),
  };
}

function nextOf({ id, candidate, versions }: SkillView): string {
  if (candidate?.problem != null) {
    return `The text that waits cannot be taken: call skills_drop with skill ${id}, or skills_improve.`;
  }
  if (candidate !== null) {
    return `Call skills_promote with skill ${id} to take the text that waits, or skills_drop to let it go.`;
  }
  return versions.length > 0
    ? `Call skills_revert with skill ${id} to go back to what it was before.`
    : `Call skills_improve with skill ${id} to have it made better.`;
}
