import { z } from 'zod';
import type { DoctorView, HarnessTable } from '../runtime/api/index.ts';
import { defineOperation } from './support/define.ts';
import { EXIT_CODES } from './support/exit-codes.ts';
import { nextField, readErrors, simulated } from './support/fields.ts';
import { clip, largestFit } from './support/text.ts';

const ANSWER_BYTES_MAX = 12_288;
/** Stages that are started alike share one. */
const COMMANDS_SHOWN_MAX = 8;
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
  harnesses: z
    .array(
      z.looseObject({
        runner: z.string(),
        harness: z.string(),
        program: z.string(),
        installed: z.string(),
        version: z.string().optional(),
        asked: z.boolean().optional(),
        tested_version: z.string().optional(),
        login: z.string(),
        account: z.string(),
        login_by: z.string(),
        permission: z.string().optional(),
        problem: z.string().optional(),
      }),
    )
    .optional()
    .describe('Only with harness: every known one, and those of your own that the plan uses.'),
  commands: z
    .array(
      z.looseObject({
        runner: z.string(),
        stages: z.array(z.string()),
        command: z.string(),
        env_set: z.array(z.string()),
        env_passed: z.array(z.string()),
      }),
    )
    .optional()
    .describe('Only with harness: how each stage is started, secrets hidden.'),
  seq: z.number().optional().describe('Newest record; absent when the journal cannot be read.'),
  simulated,
  next: nextField,
});

export const doctor = defineOperation({
  name: 'doctor',
  title: 'Examine the workspace',
  summary:
    'Check journal, rendered files, lock, stages, documents, assets, plan, programs and disk. ' +
    'Changes nothing.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    harness: z.boolean().default(false).describe('Also each harness, and how stages are started.'),
  }),
  output,
  exit_code: ({ ok }) => (ok === true ? 0 : EXIT_CODES.operator),
  errors: readErrors,
  positional: [],
  paths: [],
  examples: [
    {
      title: 'Is everything in order?',
      input: {},
      output: { ok: true, counts: { error: 0, warning: 1, note: 0 } },
    },
    {
      title: 'Which harnesses are here, and how would stages be started?',
      input: { harness: true },
      output: { harnesses: [{ runner: 'codex_cli', installed: 'yes', login: 'yes' }] },
    },
  ],
  async run(context, { harness }) {
    const runtime = await context.runtime();
    const view = await runtime.doctor();
    const table = harness ? tableOf(await runtime.harnesses()) : {};
    return largestFit(ANSWER_BYTES_MAX, FINDINGS_SHOWN, (count) => ({
      ...condense(view, count),
      ...table,
    }));
  },
});

function condense(view: DoctorView, count: number): z.input<typeof output> {
  return {
    ok: view.ok,
    counts: { ...view.counts },
    findings: view.findings.slice(0, count).map(({ severity, code, place, what, next }) => ({
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

function tableOf({ harnesses, commands }: HarnessTable) {
  return {
    harnesses: harnesses.map(({ problem, ...one }) => ({
      ...one,
      version: one.version ?? undefined,
      asked: one.asked ? undefined : false,
      tested_version: one.tested_version ?? undefined,
      permission: one.permission ?? undefined,
      problem: problem === null ? undefined : clip(`${problem.what}; ${problem.next}`, 300),
    })),
    commands: commands.slice(0, COMMANDS_SHOWN_MAX).map((one) => ({
      ...one,
      stages: [...one.stages],
      command: clip(one.command, 1200),
      env_set: [...one.env_set],
      env_passed: [...one.env_passed],
    })),
  };
}

const NAMES_A_CALL = /\bcall [a-z_]+|`millrace /;

/** The first finding says what to do; most of what is wrong can be made right by a repair. */
function nextOf({ counts, findings }: DoctorView): string {
  const [first] = findings;
  if (first === undefined || counts.error + counts.warning === 0) {
    return 'Everything is in order. Call status to see where the work stands.';
  }
  const then = NAMES_A_CALL.test(first.next) ? '' : ' Then call status.';
  return `${first.code}: ${clip(first.next, 300)}.${then}`;
}
