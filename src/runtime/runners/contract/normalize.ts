/**
 * The contract between the runtime and a stage, whatever runs it: what is handed in, what comes back
 * in `out/` and the final text, and what counts as an acceptable result. The bytes of an attempt are
 * read once, bounded, and every error is worded for the stage that has to repair it.
 */

import { isStartFailure } from '../../keeper/recorder.ts';
import type { Completion } from '../../keeper/types.ts';
import type { Claim, ResultChange } from '../../kernel/changes/changes.ts';
import type { AskedQuestion } from '../../kernel/results/ended-attempt.ts';
import type { PlanNode, ResultClass } from '../../plan/index.ts';
import { cut } from '../../text/cut.ts';
import {
  type FailureClass,
  type FailurePolicy,
  type FailureRow,
  failureRow,
  type HarnessError,
} from '../harness/failures.ts';
import { errorLine } from '../harness/start-error.ts';
import { plainText } from '../harness/text.ts';
import type { AttemptOutput, HarnessReport } from '../harness/types.ts';
import { type Judgement, readContract } from './read.ts';
import { claimsOf, questionsOf, RESUME_KEYS, type ResultFile } from './result-file.ts';
import type { ContractError } from './violations.ts';

export interface NormalizedResult {
  readonly kind: 'result';
  readonly outcome: string;
  readonly result_class: ResultClass;
  readonly summary: string;
  readonly failure_class: string | null;
  /** What the stage asks for; the plan's resume policies decide. */
  readonly resume: Readonly<Record<string, string>>;
  readonly normalization: 'structured_result_file' | 'stdout_terminal_token';
  readonly notes: readonly string[];
  readonly claims: readonly Claim[];
  readonly questions: readonly AskedQuestion[];
  readonly declares?: readonly string[];
  /** How its harness ended, where a complete hand-back was taken all the same. */
  readonly exit_kind: ResultChange['exit_kind'];
}

/** The harness ended well, but the stage broke its contract: sent back with exactly these errors. */
export interface Violation {
  readonly kind: 'violation';
  readonly errors: readonly ContractError[];
  /** What the stage says it came to, where that much is clear. */
  readonly outcome: string | null;
}

export interface HarnessFailure {
  readonly kind: 'failure';
  readonly failure_class: FailureClass;
  readonly exit_kind: FailureRow['exit_kind'];
  readonly summary: string;
  /** What follows: the row of its class says it. */
  readonly policy: FailurePolicy;
  readonly retry_after_ms: number | null;
}

export type Normalized = NormalizedResult | Violation | HarnessFailure;

const SUMMARY_LENGTH_MAX = 2000;
const STDERR_QUOTE_LENGTH_MAX = 500;

/**
 * One finished attempt as one of three things. What the harness printed never makes it throw. A
 * harness that did not end cleanly is no success, unless its hand-back is complete.
 */
export function normalize(
  judgement: Judgement,
  completion: Completion,
  output: AttemptOutput,
  report: HarnessReport,
): Normalized {
  const failed = failureOf(completion, output, report);
  const reading = readContract(judgement, output, report);
  if (failed !== null && !(reading.ok && isComplete(completion, reading.hasFile))) return failed;
  if (!reading.ok) return { kind: 'violation', errors: reading.errors, outcome: reading.outcome };
  const { outcome, result, words, hasFile } = reading;
  const result_class = classOf(judgement.node, outcome);
  return {
    kind: 'result',
    outcome,
    result_class,
    summary: result?.summary ?? lastWords(words),
    failure_class: result_class === 'success' ? null : (result?.failure_class ?? null),
    resume: resumeOf(result),
    normalization: hasFile ? 'structured_result_file' : 'stdout_terminal_token',
    notes: [...takenAfter(failed), ...report.notes, ...output.notes],
    claims: claimsOf(result),
    questions: questionsOf(result),
    ...(result?.declares === undefined ? {} : { declares: result.declares }),
    exit_kind: failed?.exit_kind ?? 'completed',
  };
}

/** Reasons of a stop that say nothing against what was handed back before it. */
const LATE: ReadonlySet<string> = new Set(['deadline', 'silence', 'idle']);

/**
 * Whether an acceptable hand-back counts although its harness ended badly: a stage that was stopped
 * only because it did not end, or one that crashed after its result file said how it ended.
 */
function isComplete({ outcome, reason }: Completion, hasFile: boolean): boolean {
  return outcome === 'exited' ? hasFile : reason !== null && LATE.has(reason);
}

function takenAfter(failed: HarnessFailure | null): string[] {
  if (failed === null) return [];
  return [`the hand-back was complete and was taken, although ${failed.summary}`];
}

/** How the attempt ended, in the words of a stage result. */
export function exitKindOf(normalized: Normalized): ResultChange['exit_kind'] {
  return normalized.kind === 'violation' ? 'completed' : normalized.exit_kind;
}

/** How the harness failed; null when it ended cleanly. */
function failureOf(
  completion: Completion,
  output: AttemptOutput,
  report: HarnessReport,
): HarnessFailure | null {
  if (completion.outcome !== 'exited') return failureOfUnfinished(completion, report.trouble);
  const status = completion.exit_code ?? -1;
  const words = quote(output.stderr);
  if (isStartFailure(status, plainText(output.stderr))) {
    return failure('runner_binary_not_found', words);
  }
  if (report.trouble !== null) return failureOfTrouble(report.trouble, words);
  if (report.clean) return null;
  const how = status === 0 ? 'without a clean last event' : `with exit status ${status}`;
  const killed = SIGNAL_STATUS.has(status);
  return failure(killed ? 'runner_killed' : 'runner_non_zero_exit', `: it ended ${how}${words}`);
}

/** Of a hang-up, an interrupt, a kill and a termination that nobody here has sent. */
const SIGNAL_STATUS: ReadonlySet<number> = new Set([129, 130, 137, 143]);

function failureOfUnfinished(
  { outcome, reason }: Completion,
  trouble: HarnessError | null,
): HarnessFailure {
  switch (reason) {
    case 'deadline':
      return stuckIn(trouble) ?? failure('runner_timeout', '');
    case 'silence':
      return stuckIn(trouble) ?? failure('runner_silent', '');
    case 'idle':
      return failure('runner_silent', ': it had handed back, and did nothing more for a minute');
    case 'output':
      return failure('runner_non_zero_exit', ': it was stopped because it wrote without an end');
    case 'cancelled':
    case 'directory_gone':
      return failure('interrupted', `: ${reason}`);
  }
  if (outcome === 'never_spawned' && reason !== null) {
    return failure('runner_binary_not_found', `: ${reason}`);
  }
  return failure('runner_transport_failure', '');
}

/** Retries without an end are the trouble; the time that ran out is only what they led to. */
function stuckIn(trouble: HarnessError | null): HarnessFailure | null {
  if (trouble === null || failureRow(trouble.failure_class).policy !== 'rest') return null;
  return failureOfTrouble(trouble, '');
}

function failureOfTrouble({ failure_class, detail, retry_after_ms }: HarnessError, words: string) {
  return { ...failure(failure_class, detail === '' ? words : `: ${detail}`), retry_after_ms };
}

function failure(failure_class: FailureClass, detail: string): HarnessFailure {
  const { what, policy, exit_kind, next } = failureRow(failure_class);
  // Whoever reads why everything stands still must read what to do about it as well.
  const advice = policy === 'hold' ? `. ${next}` : '';
  const summary = `${what}${detail}${advice}`;
  return { kind: 'failure', failure_class, exit_kind, summary, policy, retry_after_ms: null };
}

/** An outcome with several classes says by its first what it means when nothing else is known. */
function classOf(node: PlanNode, outcome: string): ResultClass {
  const [first] = node.allowed_result_classes_by_outcome[outcome] ?? [];
  return first ?? 'blocked';
}

function resumeOf(result: ResultFile | null): Record<string, string> {
  const resume: Record<string, string> = {};
  for (const key of RESUME_KEYS) {
    const value = result?.[key];
    if (value !== undefined) resume[key] = value;
  }
  return resume;
}

/** The last paragraph that is not a heading. */
function lastWords(text: string): string {
  const paragraphs = text.split(/\n\s*\n/).map((one) => one.replace(/^#+ .*$/gm, '').trim());
  return cut(paragraphs.findLast((one) => one !== '') ?? '', SUMMARY_LENGTH_MAX);
}

function quote(stderr: Uint8Array): string {
  const last = errorLine(plainText(stderr));
  return last === '' ? '' : `; its last words: ${cut(last, STDERR_QUOTE_LENGTH_MAX)}`;
}
