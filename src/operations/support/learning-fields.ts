import { z } from 'zod';
import type { AdmitView } from '../../runtime/api/index.ts';
import type { OperationContext } from './context.ts';
import { keyedErrors, NEXT_BYTES_MAX, nextField, simulated } from './fields.ts';
import { nextStep } from './step.ts';
import { clip } from './text.ts';

export const learningOutput = z.looseObject({
  id: z.string().describe('Of the request that waits for the learning loop.'),
  already: z.boolean().describe('The same was asked for before.'),
  path: z.string().describe('Where it lies.'),
  simulated,
  next: nextField,
});

export const learningErrors = [
  ...keyedErrors,
  'config_invalid',
  'plan_invalid',
  'document_invalid',
  'document_too_large',
] as const;

export const wanted = z
  .string()
  .min(1)
  .max(4000)
  .describe('What goes wrong, or the situation and what a stage should do in it.');

export const fromRuns = z
  .array(z.string().min(1).max(120))
  .max(20)
  .optional()
  .describe('Runs that show it.');

export async function learningAnswer(
  context: OperationContext,
  { id, already, path }: AdmitView,
): Promise<z.input<typeof learningOutput>> {
  const status = (await context.runtime()).status();
  const step = context.say(nextStep(status));
  return {
    id,
    already,
    path,
    simulated: status.simulated,
    next: clip(`What comes of it waits in skills_list. ${step}`, NEXT_BYTES_MAX),
  };
}
