import { z } from 'zod';
import type { ProbeView } from '../runtime/api/index.ts';
import { defineOperation } from './support/define.ts';
import { readErrors } from './support/fields.ts';
import { clip } from './support/text.ts';
import { upkeepFields } from './support/upkeep-fields.ts';

export const doctorProbe = defineOperation({
  name: 'doctor_probe',
  title: 'Try the harnesses',
  summary:
    'Run one tiny stage on each harness of the plan, in a temporary folder. Spends a few tokens.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({}),
  output: z.looseObject({
    ...upkeepFields,
    probes: z
      .array(
        z.looseObject({
          runner: z.string(),
          harness: z.string(),
          ok: z.boolean(),
          failure_class: z.string().optional(),
          detail: z.string(),
          seconds: z.number(),
          tokens: z.number().optional(),
          session: z.string().optional(),
        }),
      )
      .describe('What each one came to.'),
  }),
  errors: [
    ...readErrors,
    'inside_stage',
    'workspace_not_trusted',
    'config_invalid',
    'platform_not_supported',
  ],
  positional: [],
  paths: [],
  also: ['doctor --probe'],
  examples: [
    {
      title: 'Can stages be run at all?',
      input: {},
      output: { applied: false, probes: [{ runner: 'codex_cli', ok: true, tokens: 1200 }] },
    },
  ],
  async run(context) {
    const runtime = await context.runtime();
    const probes = await runtime.probe(context);
    return {
      applied: false,
      detail: detailOf(probes),
      files: [],
      probes: probes.map(rowOf),
      simulated: runtime.status().simulated,
      next: probes.every(({ ok }) => ok)
        ? 'Call status to go on.'
        : 'Mend what detail says, then call doctor_probe again.',
    };
  },
});

function detailOf(probes: readonly ProbeView[]): string {
  if (probes.length === 0) return 'Nothing was tried: no stage of the plan runs on a harness.';
  const failed = probes.filter(({ ok }) => !ok);
  if (failed.length === 0) return 'Every harness of the plan answered.';
  return failed.map(({ runner, detail }) => `${runner}: ${clip(detail, 300)}`).join('; ');
}

function rowOf({ total_tokens, session, failure_class, detail, ...one }: ProbeView) {
  return {
    ...one,
    failure_class: failure_class ?? undefined,
    detail: clip(detail, 400),
    tokens: total_tokens ?? undefined,
    session: session ?? undefined,
  };
}
