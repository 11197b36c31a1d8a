import { isStartFailure } from '../keeper/recorder.ts';
import type { Completion } from '../keeper/types.ts';
import type { ResultChange } from '../kernel/changes.ts';
import type { PlanNode, ResultClass } from '../plan/index.ts';
import { readContract } from './contract.ts';
import { RESUME_KEYS, type ResultFile } from './result-file.ts';
import { clipped, plainText } from './text.ts';
import type { AttemptOutput, HarnessReport } from './types.ts';

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
}

/** The harness ended well, but the stage broke its contract: sent back once with exactly these errors. */
export interface Violation {
  readonly kind: 'violation';
  readonly errors: readonly string[];
}

export interface HarnessFailure {
  readonly kind: 'failure';
  readonly failure_class: string;
  readonly exit_kind: Exclude<ResultChange['exit_kind'], 'completed'>;
  readonly summary: string;
  /** The provider's trouble: pauses instead of spending a recovery budget. */
  readonly provider: boolean;
  readonly retry_after_ms: number | null;
}

export type Normalized = NormalizedResult | Violation | HarnessFailure;

const SUMMARY_LENGTH_MAX = 2000;
const STDERR_QUOTE_LENGTH_MAX = 500;

/** One finished attempt as one of three things. What the harness printed never makes it throw. */
export function normalize(
  node: PlanNode,
  knownTokens: ReadonlySet<string>,
  completion: Completion,
  output: AttemptOutput,
  report: HarnessReport,
): Normalized {
  const failed = failureOf(completion, output, report);
  if (failed !== null) return failed;
  const reading = readContract(node, knownTokens, output, report);
  if (!reading.ok) return { kind: 'violation', errors: reading.errors };
  const { outcome, result } = reading;
  const result_class = classOf(node, outcome);
  return {
    kind: 'result',
    outcome,
    result_class,
    summary: result?.summary ?? lastWords(report.final_text),
    failure_class: result_class === 'success' ? null : (result?.failure_class ?? null),
    resume: resumeOf(result),
    normalization: result === null ? 'stdout_terminal_token' : 'structured_result_file',
    notes: [...report.notes, ...output.notes, ...(result?.notes ?? [])],
  };
}

/** How the attempt ended, in the words of a stage result. */
export function exitKindOf(normalized: Normalized): ResultChange['exit_kind'] {
  return normalized.kind === 'failure' ? normalized.exit_kind : 'completed';
}

/** A harness that did not exit cleanly is never a success, whatever it printed before. */
function failureOf(
  completion: Completion,
  output: AttemptOutput,
  report: HarnessReport,
): HarnessFailure | null {
  if (completion.outcome !== 'exited') return failureOfUnfinished(completion);
  const trouble = report.provider_trouble;
  if (trouble !== null) {
    const summary = `The provider of the harness is in trouble${quote(output.stderr)}`;
    const { failure_class, retry_after_ms } = trouble;
    return {
      ...failure(failure_class, 'provider_error', summary),
      provider: true,
      retry_after_ms,
    };
  }
  if (report.clean) return null;
  const status = completion.exit_code ?? -1;
  if (isStartFailure(status, plainText(output.stderr))) return notStarted(quote(output.stderr));
  return failure(
    'runner_non_zero_exit',
    'runner_error',
    `The harness ended with exit status ${status}${quote(output.stderr)}`,
  );
}

function failureOfUnfinished({ outcome, reason }: Completion): HarnessFailure {
  switch (reason) {
    case 'deadline':
      return failure('runner_timeout', 'timeout', 'The stage ran into its time limit');
    case 'silence':
      return failure('runner_silent', 'timeout', 'The harness wrote nothing for too long');
    case 'cancelled':
    case 'directory_gone':
      return failure('interrupted', 'interrupted', `The stage was stopped: ${reason}`);
  }
  if (outcome === 'never_spawned' && reason !== null) return notStarted(`: ${reason}`);
  const summary = 'The stage ended without leaving an exit status';
  return failure('runner_transport_failure', 'runner_error', summary);
}

function notStarted(detail: string): HarnessFailure {
  const summary = `The program of the harness or its folder could not be used${detail}`;
  return failure('runner_binary_not_found', 'runner_error', summary);
}

function failure(
  failure_class: string,
  exit_kind: HarnessFailure['exit_kind'],
  summary: string,
): HarnessFailure {
  return {
    kind: 'failure',
    failure_class,
    exit_kind,
    summary,
    provider: false,
    retry_after_ms: null,
  };
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
  return clipped(paragraphs.findLast((one) => one !== '') ?? '', SUMMARY_LENGTH_MAX);
}

function quote(stderr: Uint8Array): string {
  const lines = plainText(stderr).trimEnd().split('\n');
  const last = lines.at(-1)?.trim() ?? '';
  return last === '' ? '' : `; its last words: ${clipped(last, STDERR_QUOTE_LENGTH_MAX)}`;
}
