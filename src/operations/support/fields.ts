import { z } from 'zod';
import type { ErrorCode } from '../../runtime/errors/errors.ts';

/** Fields that mean the same in every answer. */
export const nextField = z.string().describe('What to do now; names the operation to call.');
export const simulated = z
  .boolean()
  .describe('True: stages are played by a script, no model did this work.');
export const noteList = z.array(z.string()).describe('What else is worth knowing.');
export const currentness = z
  .enum(['current', 'stale', 'missing', 'unknown'])
  .describe('Of the adopted plan against its sources.');

/** A longer step is cut. */
export const NEXT_BYTES_MAX = 500;

/** Its bounds are advertised. */
export const requestKey = z
  .string()
  .min(8)
  .max(120)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/)
  .optional()
  .describe('One key, one call.');
/** What an inspecting operation looks at. */
export const lookKey = z
  .string()
  .min(1)
  .max(220)
  .describe('Id of a spec, task or run, or <family>/<id>.');
export const pageKey = lookKey.optional().describe('From the page before, or a path.');
export const limit = z.number().min(1).max(100).describe('How many.');
export const activeRun = z
  .string()
  .min(1)
  .max(120)
  .optional()
  .describe('Id of an active run. Default: the only one.');
export const planeScope = z.string().min(1).max(80).optional().describe('One plane.');

/** What any operation that opens a workspace can end with. */
export const readErrors = [
  'input_invalid',
  'workspace_not_initialized',
  'workspace_foreign',
  'journal_damaged',
  'journal_newer',
  'disk_failed',
] as const satisfies readonly ErrorCode[];

/** What any operation that changes a workspace can end with. */
export const writeErrors = [
  ...readErrors,
  'inside_stage',
  'workspace_not_writable',
  'workspace_owned',
  'client_outdated',
  'journal_replaced',
  'journal_went_back',
  'disk_full',
  'lock_not_supported',
  'platform_not_supported',
] as const satisfies readonly ErrorCode[];

/** The same with a key of the caller's own. */
export const keyedErrors = [
  ...writeErrors,
  'request_key_conflict',
] as const satisfies readonly ErrorCode[];
