import { z } from 'zod';
import type { ControlCommand, ReviseCommand, SkillCommand } from '../../runtime/api/index.ts';
import { about, aboutAnswer } from './about.ts';
import type { OperationContext } from './context.ts';
import { keyedErrors, NEXT_BYTES_MAX, nextField, simulated } from './fields.ts';
import { nextStep } from './step.ts';
import { clip } from './text.ts';

const RUNS_SHOWN_MAX = 10;
/** What was put aside is told in it, with its new name. */
const DETAIL_BYTES_MAX = 1200;

export const reason = z.string().min(1).max(500).optional().describe('Why; kept in the record.');

export const controlOutput = z.looseObject({
  applied: z.boolean().describe('False: there was nothing to do.'),
  detail: z.string().describe('What was done, or why nothing was.'),
  runs: z.array(z.string()).describe('Runs that it is about.'),
  about: z.array(about).describe('Whom it was about, as it stands now.'),
  already: z.boolean().describe('This request_key was applied before; nothing was done again.'),
  through: z
    .enum(['direct', 'mailbox'])
    .describe('mailbox: a loop owns the workspace, and it has applied this.'),
  condition: z.string().describe('Of the workspace afterwards, as in status.'),
  simulated,
  next: nextField,
});

export const controlErrors = [...keyedErrors, 'run_not_found', 'person_needed'] as const;

/** Has the owner apply it, whoever that is, and says how the workspace stands then. */
export async function control(
  context: OperationContext,
  command: ControlCommand | ReviseCommand | SkillCommand,
  request_key: string | undefined,
): Promise<z.input<typeof controlOutput> & { readonly lines: readonly string[] }> {
  const clears = command.name === 'retire' || command.name === 'clear';
  const runtime = await context.runtime({ clears });
  const view = await runtime.control(command, request_key);
  const status = runtime.status();
  return {
    applied: view.applied,
    detail: clip(view.detail, DETAIL_BYTES_MAX),
    runs: view.runs.slice(0, RUNS_SHOWN_MAX),
    about: view.about.map((one) => aboutAnswer(one)),
    already: view.already,
    through: view.through,
    condition: status.condition,
    simulated: status.simulated,
    next: clip(context.say(nextStep(status)), NEXT_BYTES_MAX),
    lines: view.lines ?? [],
  };
}
