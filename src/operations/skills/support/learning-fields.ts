import { z } from 'zod';
import { keyedErrors, nextField, simulated } from '../../support/fields.ts';

export const learningOutput = z.looseObject({
  id: z.string().describe('Of the request that waits for the learning loop.'),
  already: z.boolean().describe('The same was asked for before.'),
  path: z.string().describe('Where it lies, or would.'),
  document: z.string().optional().describe('What would be asked, where this was a preview.'),
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
