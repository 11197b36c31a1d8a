import { z } from 'zod';
import type { SkillOffer } from '../../runtime/api/index.ts';
import type { OperationContext } from '../support/context.ts';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun } from '../support/revise-fields.ts';
import { clip } from '../support/text.ts';
import {
  decideSkill,
  indexErrors,
  skillErrors,
  skillId,
  skillOutput,
} from './support/skill-fields.ts';

const OFFERS_SHOWN_MAX = 60;

export const skillsRefresh = defineOperation({
  name: 'skills_refresh',
  title: 'Take what the index has newer',
  summary:
    'Compare installed skills with the pinned index; with skill take its newer text, and keep local edits.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    skill: skillId.optional(),
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: skillOutput.extend({
    offers: z
      .array(z.looseObject({ id: z.string(), state: z.string() }))
      .optional()
      .describe(
        'What the index has; state: available, newer or current; edited: here, by somebody.',
      ),
    offers_total: z.number().optional().describe('Of all, shown or not.'),
  }),
  errors: [...skillErrors, ...indexErrors],
  positional: ['skill'],
  paths: [],
  changes: ({ skill, dry_run }) => skill !== undefined && !dry_run,
  examples: [
    { title: 'What is there, and what is newer?', input: {}, output: { applied: false } },
    {
      title: 'See what it would change',
      input: { skill: 'building', dry_run: true },
      output: { applied: false },
    },
  ],
  async run(context, { skill, dry_run, request_key }) {
    if (skill === undefined) return offered(context);
    const { source, files } = await context.indexedSkill(skill);
    return decideSkill(
      context,
      { name: 'refresh_skill', skill, files, source, is_person: false },
      { dry_run, request_key },
    );
  },
});

async function offered(context: OperationContext) {
  const { source, note, skills } = await context.skillIndex();
  const runtime = await context.runtime();
  const offers = runtime.skillOffers(skills);
  const { condition, simulated } = runtime.status();
  const named = new Map(skills.map((one) => [one.id, one]));
  const newer = offers.find(({ state }) => state === 'newer');
  return {
    applied: false,
    detail: clip([source, ...(note === null ? [] : [note])].join('; '), 600),
    runs: [],
    about: [],
    already: false,
    through: 'direct' as const,
    condition,
    changes: [],
    files: [],
    offers: offers.slice(0, OFFERS_SHOWN_MAX).map((offer) => rowOf(offer, named.get(offer.id))),
    offers_total: offers.length,
    simulated,
    next: nextOf(newer?.id, offers.find(({ state }) => state === 'available')?.id),
  };
}

type Offered = Awaited<ReturnType<OperationContext['skillIndex']>>['skills'][number];

function rowOf({ id, state, is_edited }: SkillOffer, offered: Offered | undefined) {
  const files = offered?.files ?? [];
  return {
    id,
    state,
    edited: is_edited ? true : undefined,
    version: offered?.version,
    description: clip(offered?.description ?? '', 160),
    files: files.length,
    size_bytes: files.reduce((sum, { size_bytes }) => sum + size_bytes, 0),
  };
}

function nextOf(newer: string | undefined, available: string | undefined): string {
  if (newer !== undefined) {
    return `Call skills_refresh with skill ${newer} and dry_run true to see what would change.`;
  }
  if (available !== undefined) {
    return `Call skills_install with skill ${available} and dry_run true to see what would come.`;
  }
  return 'Nothing is newer. Call skills_list to see what is installed.';
}
