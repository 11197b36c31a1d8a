import { z } from 'zod';
import type { Claim } from '../../kernel/changes/changes.ts';
import type { AskedQuestion } from '../../kernel/results/ended-attempt.ts';
import { authorId, fieldKey, token } from '../../plan/index.ts';
import { issueText } from '../../text/issue.ts';
import { jsonOf } from '../harness/text.ts';

/** Name in `out/`. */
export const RESULT_FILE = 'result.json';
const SUMMARY_LENGTH_MAX = 4000;
const CLAIM_LENGTH_MAX = 2000;
/** Of each kind. */
const CLAIMS_MAX = 50;
const QUESTIONS_MAX = 5;
const OPTIONS_MAX = 8;
const OPTION_LENGTH_MAX = 500;
const DECLARED_MAX = 20;
/** Thirty days. */
const EXPIRES_HOURS_MAX = 720;
const MS_PER_HOUR = 3_600_000;

const claims = z.array(z.string().max(CLAIM_LENGTH_MAX)).max(CLAIMS_MAX).optional();

const question = z.strictObject({
  question: z.string().min(1).max(CLAIM_LENGTH_MAX),
  options: z.array(z.string().min(1).max(OPTION_LENGTH_MAX)).min(2).max(OPTIONS_MAX),
  /** One of the options. */
  default: z.string().nullable().optional(),
  /** The work waits for the answer. */
  holds: z.boolean().optional(),
  needs_person: z.boolean().optional(),
  /** After so long its default is taken; absent = it waits for ever. */
  expires_hours: z.number().positive().max(EXPIRES_HOURS_MAX).nullable().optional(),
});

/** `out/result.json`: what a stage says about its own end, in addition to the marker. */
export const resultFile = z.strictObject({
  /** The same token as the marker line. */
  terminal_result: token,
  summary: z.string().min(1).max(SUMMARY_LENGTH_MAX),
  /** Names of nodes; the plan's resume policies decide whether they count. */
  resume_node: authorId.optional(),
  resume_stage: authorId.optional(),
  target_stage: authorId.optional(),
  failure_class: fieldKey.optional(),
  /** What it chose where the choice was open. */
  assumptions: claims,
  /** Where its work departs from the words of its task or contract. */
  deviations: claims,
  /** What it saw and what is not its to settle. */
  remarks: claims,
  /** For whoever comes next. */
  notes: claims,
  /** What only its owner can decide. */
  questions: z.array(question).max(QUESTIONS_MAX).optional(),
  /** Words on which the way on may depend; the stage kind says which. */
  declares: z.array(fieldKey).max(DECLARED_MAX).optional(),
});
export type ResultFile = z.infer<typeof resultFile>;

/** Keys of what it claims, and what each entry is. */
const CLAIM_LISTS = [
  ['assumptions', 'assumption'],
  ['deviations', 'deviation'],
  ['remarks', 'remark'],
  ['notes', 'note'],
] as const;

/** All that it claims, kind by kind. */
export function claimsOf(result: ResultFile | null): Claim[] {
  return CLAIM_LISTS.flatMap(([key, kind]) =>
    (result?.[key] ?? []).flatMap((text) => (text.trim() === '' ? [] : [{ kind, text }])),
  );
}

export function questionsOf(result: ResultFile | null): AskedQuestion[] {
  return (result?.questions ?? []).map((one) => ({
    question: one.question,
    options: one.options,
    default: one.default ?? null,
    holds: one.holds ?? null,
    needs_person: one.needs_person ?? false,
    ...(one.expires_hours == null ? {} : { expires_ms: one.expires_hours * MS_PER_HOUR }),
  }));
}

export const RESUME_KEYS = ['resume_node', 'resume_stage', 'target_stage'] as const;

export type ResultFileReading =
  | { readonly ok: true; readonly result: ResultFile }
  | { readonly ok: false; readonly errors: readonly string[] };

/** The errors go back to the stage word for word. */
export function readResultFile(bytes: Uint8Array): ResultFileReading {
  const value = jsonOf(bytes);
  if (value === undefined) {
    return { ok: false, errors: [`out/${RESULT_FILE} is not valid JSON in UTF-8`] };
  }
  const parsed = resultFile.safeParse(value);
  if (parsed.success) return { ok: true, result: parsed.data };
  const errors = parsed.error.issues.map((issue) => {
    const relativePath = issue.path.length === 0 ? 'the object' : `"${issue.path.join('.')}"`;
    return `out/${RESULT_FILE}: ${relativePath}: ${issueText(issue)}`;
  });
  return { ok: false, errors };
}
