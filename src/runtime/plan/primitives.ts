import { z } from 'zod';

/** Release 0.18.0 writes this string into every JSON file; we keep it. */
export const SCHEMA_VERSION = '1.0';
export const schemaVersion = z.literal(SCHEMA_VERSION);

/** Ids of documents, runs, requests: also file names, so nothing that a path could misread. */
export const ITEM_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
export const ITEM_ID_LENGTH_MAX = 120;
export const itemId = z.string().max(ITEM_ID_LENGTH_MAX).regex(ITEM_ID_PATTERN);

/** Ids that authors of loops choose: planes, families, nodes, stage kinds, loops, modes, policies. */
export const AUTHOR_ID_PATTERN = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
export const authorId = z.string().max(80).regex(AUTHOR_ID_PATTERN);

/** Terminal results and status markers without the leading `### `. */
export const TOKEN_PATTERN = /^[A-Z][A-Z0-9_]*$/;
export const token = z.string().max(80).regex(TOKEN_PATTERN);

/** Snake-case keys of document fields and counters. */
export const fieldKey = z
  .string()
  .max(80)
  .regex(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/);

/** A relative path with forward slashes that stays below its root. */
export const assetPath = z
  .string()
  .max(240)
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._/-]*$/)
  .refine((path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'), {
    message: 'must be a relative path without empty, "." or ".." parts',
  });

export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export const timestamp = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/);

export const resultClass = z.enum([
  'success',
  'no_op',
  'followup_needed',
  'recoverable_failure',
  'escalate_planning',
  'blocked',
]);
export type ResultClass = z.infer<typeof resultClass>;

export const terminalClass = z.enum([
  'success',
  'no_op',
  'followup_needed',
  'blocked',
  'escalate_planning',
]);

/** The word in a claim order that stands for "judge the open closure target" instead of a plane. */
export const COMPLETION_STEP = 'completion';
/** Entry key of the node that judges a closure target. */
export const CLOSURE_ENTRY_KEY = 'closure_target';
