/**
 * The closed set of error codes, grouped by who must act.
 * A code is a stable name: clients branch on it, so a code is added, never renamed.
 */
const CODES = {
  /** The caller sent something that cannot be accepted. Nothing was changed. */
  caller: [
    'input_invalid',
    'document_invalid',
    'document_too_large',
    'id_invalid',
    'id_taken',
    'request_key_conflict',
    'path_outside_workspace',
    'path_not_readable',
    'run_not_found',
    'revision_refused',
    'resource_not_found',
    'operation_unknown',
    'inside_stage',
    'workspace_out_of_reach',
  ],
  /** The person or agent that operates the workspace has to do something first. */
  operator: [
    'workspace_not_initialized',
    'workspace_foreign',
    'workspace_not_writable',
    'workspace_owned',
    'client_outdated',
    'workspace_not_trusted',
    'person_needed',
    'state_deleted',
    'journal_went_back',
    'plan_missing',
    'runner_not_available',
    'uncommitted_changes',
    'platform_not_supported',
    'lock_not_supported',
    'port_not_available',
    'token_not_private',
    'download_failed',
    'skill_index_refused',
  ],
  /** The author of config, modes, graphs or prompts has to change a file. */
  author: ['config_invalid', 'mode_unknown', 'plan_invalid'],
  /** Stored data is damaged or the machine failed; the text says how to repair. */
  machine: [
    'journal_damaged',
    'journal_replaced',
    'journal_newer',
    'disk_full',
    'disk_failed',
    'keeper_cannot_start',
    'attempt_not_judgeable',
  ],
  /** A defect of Millrace itself. */
  bug: ['internal_error'],
} as const;

export type ErrorGroup = keyof typeof CODES;
export type ErrorCode = (typeof CODES)[ErrorGroup][number];

export const ERROR_GROUPS: Readonly<Record<ErrorGroup, readonly ErrorCode[]>> = CODES;

export interface ErrorFacts {
  /** What happened, one sentence without a trailing period is fine. */
  readonly what: string;
  /** What was expected instead. */
  readonly expected?: string;
  /** What to do next: a command, a tool call, or an edit. */
  readonly next: string;
  /** Small machine-readable facts. Never secrets, never foreign text. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

const BRAND = Symbol.for('millrace.error');

/** The only error that leaves a module. Its message is for agents and people; it carries no stack outside. */
export class MillraceError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts, options?: { cause?: unknown }) {
    super(renderFacts(facts), options);
    this.name = 'MillraceError';
    this.code = code;
    this.facts = facts;
  }
}

/** Recognises the error by brand, so two copies of the package still understand each other. */
export function isMillraceError(value: unknown): value is MillraceError {
  return typeof value === 'object' && value !== null && BRAND in value;
}

export function groupOf(code: ErrorCode): ErrorGroup {
  for (const group of ['caller', 'operator', 'author', 'machine'] as const) {
    if (ERROR_GROUPS[group].includes(code)) return group;
  }
  return 'bug';
}

function renderFacts(facts: ErrorFacts): string {
  const parts = [sentence(facts.what)];
  if (facts.expected !== undefined) parts.push(`Expected: ${sentence(facts.expected)}`);
  parts.push(`Next: ${sentence(facts.next)}`);
  return parts.join(' ');
}

function sentence(text: string): string {
  return /[.!?:`]$/.test(text) ? text : `${text}.`;
}
