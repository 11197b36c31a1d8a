import { z } from 'zod';

/** Fields that mean the same in every answer. */
export const nextStep = z.string().describe('What to do now; names the operation to call.');
export const simulated = z
  .boolean()
  .describe('True: stages are played by a script, no model did this work.');
export const noteList = z.array(z.string()).describe('What else is worth knowing.');
export const currentness = z
  .enum(['current', 'stale', 'missing', 'unknown'])
  .describe('Of the adopted plan against its sources.');

/** A work item in a line: `<family> <id>`. */
export function workLine(work: { readonly family: string; readonly id: string }): string {
  return `${work.family} ${work.id}`;
}
