import { z } from 'zod';
import { nextField, simulated } from './fields.ts';

/** What every operation on the stored files answers, so that clients may see them as one tool. */
export const upkeepFields = {
  applied: z.boolean().describe('False: nothing was changed.'),
  detail: z.string().describe('What was done, or would be.'),
  files: z.array(z.string()).describe('Some of the files.'),
  simulated,
  next: nextField,
};
