import { z } from 'zod';
import type { DoctorView } from '../runtime/api.ts';
import { defineOperation } from './define.ts';
import { nextStep, readErrors, simulated } from './fields.ts';
import { clip, largestFit } from './text.ts';

const ANSWER_BYTES_MAX = 12_288;
const FINDINGS_SHOWN = [100, 40, 20, 10] as const;

const output = z.looseObject({
  ok: z.boolean().describe('There is no error; warnings and notes may be there.'),
  counts: z
    .looseObject({ error: z.number(), warning: z.number(), note: z.number() })
    .describe('Of all findings, shown or not.'),
  findings: z
    .array(
      z.looseObject({
        severity: z.enum(['error', 'warning', 'note']),
        code: z.string(),
        place: z.string(),
        what: z.string(),
        next: z.string(),
      }),
    )
    .describe('Errors first.'),
  checked: z.array(z.string()).describe('What was looked at, and how it stands.'),
  seq: z.number().optional().describe('Newest record; absent when the journal cannot be read.'),
  simulated,
  next: nextStep,
});

export const doctor = defineOperation({
  name: 'doctor',
  title: 'Examine the workspace',
  summary:
    'Check journal, rendered files, lock, stages, documents, assets, plan, programs and disk. ' +
    'Changes nothing.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({}),
  output,
  errors: readErrors,
  positional: [],
  paths: [],
  examples: [
    {
      title: 'Is everything in order?',
      input: {},
      output: { ok: true, counts: { error: 0, warning: 1, note: 0 } },
    },
  ],
  async run(context) {
    const view = await (await context.runtime()).doctor();
    return largestFit(ANSWER_BYTES_MAX, FINDINGS_SHOWN, (shown) => condense(view, shown));
  },
});

function condense(view: DoctorView, shown: number): z.input<typeof output> {
  return {
    ok: view.ok,
    counts: { ...view.counts },
    findings: view.findings.slice(0, shown).map(({ severity, code, place, what, next }) => ({
      severity,
      code,
      place: clip(place, 200),
      what: clip(what, 300),
      next: clip(next, 200),
    })),
    checked: view.checked.map(({ area, result }) => `${area}: ${clip(result, 160)}`),
    seq: view.seq ?? undefined,
    simulated: view.simulated,
    next: nextOf(view),
  };
}

/** The first finding says what to do; most of what is wrong can be made right by a repair. */
function nextOf({ counts, findings }: DoctorView): string {
  const [first] = findings;
  if (first === undefined || counts.error + counts.warning === 0) {
    return 'Everything is in order. Call status to see where the work stands.';
  }
  return `${first.code}: ${clip(first.next, 300)}.`;
}
