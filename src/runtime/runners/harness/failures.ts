import type { ResultChange } from '../../kernel/changes/changes.ts';

/** What a failure is about, and so what else it would hit. */
export type FailureScope = 'environment' | 'configuration' | 'provider' | 'contract' | 'work';

/**
 * What follows a failure. `hold`: dispatch pauses until somebody lifts it. `rest`: its harness rests
 * for a time that grows, then the same request is tried again; others go on. `again`: the request is
 * tried again, as often as `recovery.lost_retries` says, then `recover`. `send_back`: the stage gets
 * the exact errors, as often as `recovery.contract_retries` says, then `recover`. `recover`: the run
 * goes to the recovery that the plan names. Only `recover` spends a recovery budget.
 */
export type FailurePolicy = 'hold' | 'rest' | 'again' | 'send_back' | 'recover';

export interface FailureRow {
  /** What happened, to begin a summary with. */
  readonly what: string;
  readonly scope: FailureScope;
  readonly acts: 'operator' | 'author' | 'stage' | 'nobody';
  readonly policy: FailurePolicy;
  readonly exit_kind: Exclude<ResultChange['exit_kind'], 'completed'>;
  /** How it is recognised; structured events come first. */
  readonly seen_by: string;
  /** What to do about it, for whoever must act. */
  readonly next: string;
}

/** Everything that can end an attempt without an acceptable result. Names of release 0.18.0 are kept. */
export const FAILURES = {
  runner_binary_not_found: {
    what: 'The program of the harness or its folder could not be used',
    scope: 'environment',
    acts: 'operator',
    policy: 'hold',
    exit_kind: 'runner_error',
    seen_by: 'The program or its folder could not be used when the attempt was started.',
    next: 'Install the harness, or set its command under [runners] in millrace.toml; then call run_once',
  },
  runner_not_logged_in: {
    what: 'The harness is not logged in to its provider',
    scope: 'environment',
    acts: 'operator',
    policy: 'hold',
    exit_kind: 'provider_error',
    seen_by: 'An error event of kind authentication, HTTP status 401 or 403, or no key.',
    next: 'Log in with the harness itself, or set its key in the environment; then call run_once',
  },
  runner_bad_configuration: {
    what: 'The harness or its provider refused how it is configured',
    scope: 'configuration',
    acts: 'author',
    policy: 'hold',
    exit_kind: 'runner_error',
    seen_by:
      'The harness refused its arguments or settings, or the provider the request (400, 404).',
    next:
      'Mend the model, arguments or settings of the runner in millrace.toml and call ' +
      'compile_validate with adopt true; then call run_once',
  },
  provider_rate_limited: {
    what: 'The provider limits the rate of requests',
    scope: 'provider',
    acts: 'nobody',
    policy: 'rest',
    exit_kind: 'provider_error',
    seen_by:
      'HTTP status 429, or an error event of kind rate limit. A named time to wait is kept. Of a ' +
      'command, a last line of stderr that begins as the tested harnesses say it.',
    next: 'Nothing: the same stage is tried again',
  },
  provider_quota_exhausted: {
    what: 'The plan or credit of the account is used up',
    scope: 'provider',
    acts: 'operator',
    policy: 'rest',
    exit_kind: 'provider_error',
    seen_by: 'A rejected limit event, HTTP status 402, or words about a used-up plan or credit.',
    next: 'Wait for the reset, or raise the limit of the account; the same stage is tried again',
  },
  provider_failure: {
    what: 'The provider of the harness is in trouble',
    scope: 'provider',
    acts: 'nobody',
    policy: 'rest',
    exit_kind: 'provider_error',
    seen_by: 'HTTP status 5xx or 529, or an error event that says overloaded or server error.',
    next: 'Nothing: the same stage is tried again',
  },
  network_unreachable: {
    what: 'The provider of the harness cannot be reached',
    scope: 'environment',
    acts: 'nobody',
    policy: 'rest',
    exit_kind: 'provider_error',
    seen_by: 'An error event about a connection that could not be made or was lost.',
    next: 'Look at network and proxy if it lasts; the same stage is tried again',
  },
  runner_timeout: {
    what: 'The stage ran into its time limit',
    scope: 'work',
    acts: 'nobody',
    policy: 'recover',
    exit_kind: 'timeout',
    seen_by: 'The keeper stopped the attempt at timeout_seconds of its stage.',
    next: 'Raise timeout_seconds of the stage when the work needs it',
  },
  runner_silent: {
    what: 'The harness wrote nothing for too long',
    scope: 'work',
    acts: 'nobody',
    policy: 'recover',
    exit_kind: 'timeout',
    seen_by: 'The keeper stopped an attempt that wrote nothing for silence_ms of its runner.',
    next: 'Raise silence_ms of the runner when its tools are silent for so long',
  },
  runner_non_zero_exit: {
    what: 'The harness failed',
    scope: 'work',
    acts: 'nobody',
    policy: 'recover',
    exit_kind: 'runner_error',
    seen_by:
      'The harness ended with a failure of its own, without its clean last event, or was stopped ' +
      'because it wrote more than 2 GiB.',
    next: 'Read its output with runs_trace',
  },
  runner_transport_failure: {
    what: 'The stage ended without leaving an exit status',
    scope: 'work',
    acts: 'nobody',
    policy: 'recover',
    exit_kind: 'runner_error',
    seen_by: 'The attempt ended without an exit status for a reason that is not known.',
    next: 'Read its output with runs_trace',
  },
  runner_killed: {
    what: 'The harness was killed by somebody else',
    scope: 'environment',
    acts: 'nobody',
    policy: 'again',
    exit_kind: 'runner_error',
    seen_by:
      'The exit status of a signal that the runtime did not send: out of memory, a shutdown.',
    next: 'Look at the memory of the machine if it happens again',
  },
  contract_violation: {
    what: 'The stage broke its contract',
    scope: 'contract',
    acts: 'stage',
    policy: 'send_back',
    exit_kind: 'runner_error',
    seen_by:
      'The harness ended well, but marker, result file, artifacts or proposals are not right.',
    next: 'Nothing: the stage gets the exact errors',
  },
  interrupted: {
    what: 'The stage was stopped',
    scope: 'work',
    acts: 'nobody',
    policy: 'again',
    exit_kind: 'interrupted',
    seen_by: 'The attempt was asked to end, whatever it printed afterwards.',
    next: 'Nothing: the same stage is tried again',
  },
  attempt_lost: {
    what: 'The attempt was lost',
    scope: 'environment',
    acts: 'nobody',
    policy: 'again',
    exit_kind: 'runner_error',
    seen_by: 'Nothing of the attempt is alive and it left no exit status, or its session is gone.',
    next: 'Nothing: the same stage is tried again, in its session where there is one',
  },
} as const satisfies Readonly<Record<string, FailureRow>>;

export type FailureClass = keyof typeof FAILURES;

/** What a harness said about why it could not work. */
export interface HarnessError {
  readonly failure_class: FailureClass;
  /** In its own words, bounded; empty when it said nothing. */
  readonly detail: string;
  readonly retry_after_ms: number | null;
}

export function failureRow(failure: FailureClass): FailureRow {
  return FAILURES[failure];
}
