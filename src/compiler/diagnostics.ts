import { nearest } from '../runtime/text/nearest.ts';

/**
 * The closed set of diagnostic codes with their meaning. Codes are stable names: one is added, never renamed.
 */
export const DIAGNOSTIC_CODES = {
  upgrade_unfinished:
    'An upgrade, or the undoing of one, was cut short: some assets are new and some are old.',
  file_unreadable: 'A file or folder cannot be read, is too large, too deep, or is not UTF-8.',
  link_ignored: 'A symbolic link lies where files are read. Links are never followed.',
  path_misplaced:
    'A file or a reference to one lies outside the folder, or has a name, where it is read.',
  path_escapes: 'A path leaves the folder that it must stay in.',
  json_invalid: 'A file is not JSON.',
  toml_invalid: 'The config is not TOML.',
  key_unknown: 'A key is not known where it stands.',
  key_retired: 'A key of an earlier release does nothing any more.',
  key_shadowed: 'A key of the config decides nothing: something more exact is given everywhere.',
  value_invalid: 'A value is missing, or has the wrong type, form or size.',
  id_duplicate: 'The same id is declared twice.',
  name_unknown: 'A reference names something that does not exist.',
  plane_mismatch: 'Two parts that work together belong to different planes.',
  runner_name_reserved: 'A runner table has a name that stands for something else.',
  runner_setting_invalid: 'A runner setting contradicts another or belongs to the runtime.',
  thinking_conflict: 'thinking_level and model_reasoning_effort of one stage differ.',
  prompt_missing: 'An entrypoint that the plan needs is not there or is empty.',
  skill_missing: 'A required skill is not there or is empty.',
  skill_absent: 'An attached skill is not there; the stage runs without it.',
  outcome_classes_invalid:
    'Outcomes, success and failure outcomes and result classes of a stage kind contradict each other.',
  failure_outcome_invalid:
    'The outcome that stands for an unusable result is not legal or may not be a failure.',
  artifact_invalid:
    'An artifact of a stage kind is not declared, or has a file or place it may not have.',
  family_field_invalid:
    'A field of a family is contradictory, or a key names a field of the wrong kind.',
  family_folder_clash: 'The folder of a family is used by another family or by the runtime.',
  override_not_allowed: 'A stage kind does not allow what a node or a mode overrides.',
  edge_target_invalid:
    'An edge does not lead to exactly one node or terminal state that fits its kind.',
  edge_ambiguous: 'Two edges or policies decide the same outcome of the same node.',
  edge_condition_invalid: 'An edge with a condition leads where the edge without one leads.',
  retry_edge_invalid: 'A retry edge and the threshold policy of its target do not agree.',
  outcome_unrouted: 'A legal outcome of a node leads nowhere.',
  node_unreachable: 'No entry, edge or policy leads to a node.',
  resume_default_disallowed: 'The default target of a resume policy is one it disallows.',
  threshold_invalid:
    'A threshold policy does not guard one node with exactly one exhausted target.',
  threshold_chain_loops: 'Exhausted targets lead in a circle.',
  loop_unbounded: 'A loop has no limit: with every counter used up it still goes round.',
  handoff_missing: 'A terminal state hands work over but has no handoff document.',
  handoff_invalid: 'The handoff document of a terminal state does not fit its family.',
  completion_invalid: 'The closure decision is incomplete or contradictory.',
  claim_order_invalid: 'The claim order of a mode does not name each of its planes once.',
  entry_invalid: 'Entries of a graph and families of the mode do not match.',
  trigger_invalid: 'A trigger rule cannot fire, or would feed itself.',
  diagnostics_truncated: 'There are more diagnostics than are listed.',
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;
export type Severity = 'error' | 'warning';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** Relative to `millrace-agents/`; empty = what was asked for, not a file. */
  readonly file: string;
  /** JSON pointer into the file, `line:column` for broken TOML, or empty for the file as a whole. */
  readonly pointer: string;
  /** In the config, where a line of it says what the pointer names. */
  readonly line?: number;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly next: string;
}

export const DIAGNOSTICS_MAX = 200;
const KNOWN_NAMES_MAX = 12;
const QUOTE_LENGTH_MAX = 80;

export interface SourceLocation {
  readonly file: string;
  readonly pointer: string;
}

/** Names that a reference may have: what they are, and which exist. */
export interface Names {
  readonly what: string;
  readonly known: Iterable<string>;
}

/** Collects everything that is wrong. Contract: the list is sorted, free of repetitions and bounded. */
export class Report {
  private readonly found = new Map<string, Diagnostic>();
  private lineOf: ((place: SourceLocation) => number | null) | null = null;

  /** Lets the list say lines: of a file whose pointers people cannot count. */
  locate(lineOf: (place: SourceLocation) => number | null): void {
    this.lineOf = lineOf;
  }

  add(diagnostic: Diagnostic): void {
    this.found.set(sortKey(diagnostic), diagnostic);
  }

  error(code: DiagnosticCode, place: SourceLocation, message: string, next: string): void {
    this.add({ code, severity: 'error', ...place, message, next });
  }

  warning(code: DiagnosticCode, place: SourceLocation, message: string, next: string): void {
    this.add({ code, severity: 'warning', ...place, message, next });
  }

  /** Reports a name that is not among those known; returns whether it is. */
  known(name: string, place: SourceLocation, names: Names): boolean {
    const known = [...names.known];
    if (known.includes(name)) return true;
    this.error(
      'name_unknown',
      place,
      `Unknown ${names.what}: ${quote(name)}.`,
      suggest(name, names.what, known),
    );
    return false;
  }

  get failed(): boolean {
    return [...this.found.values()].some((one) => one.severity === 'error');
  }

  list(): Diagnostic[] {
    const sorted = [...this.found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, one]) => this.located(one));
    if (sorted.length <= DIAGNOSTICS_MAX) return sorted;
    const first = sorted.slice(0, DIAGNOSTICS_MAX);
    first.push({
      code: 'diagnostics_truncated',
      severity: 'warning',
      file: '',
      pointer: '',
      message: `${sorted.length - DIAGNOSTICS_MAX} more diagnostics are not listed.`,
      next: 'Correct the listed ones and compile again.',
    });
    return first;
  }

  private located(one: Diagnostic): Diagnostic {
    const line = this.lineOf?.(one) ?? null;
    return line === null ? one : { ...one, line };
  }
}

export function suggest(name: string, what: string, known: readonly string[]): string {
  if (known.length === 0) return `No ${what} is known here: add one, or remove the reference.`;
  const near = nearest(name, known);
  const sorted = [...new Set(known)].sort();
  const listed = sorted.slice(0, KNOWN_NAMES_MAX).join(', ');
  const rest = sorted.length - KNOWN_NAMES_MAX;
  const more = rest > 0 ? ` and ${rest} more` : '';
  const hint = near === null ? '' : `Did you mean ${quote(near)}? `;
  return `${hint}Known: ${listed}${more}.`;
}

/** Foreign text in a message: one line, bounded, with visible ends. */
export function quote(text: string): string {
  return JSON.stringify(
    text.length > QUOTE_LENGTH_MAX ? `${text.slice(0, QUOTE_LENGTH_MAX)}...` : text,
  );
}

export function pointer(...parts: readonly (string | number)[]): string {
  return parts
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/**
 * Errors first, so that a bounded list never hides one behind warnings; then by place, array
 * positions in order.
 */
function sortKey(one: Diagnostic): string {
  const place = one.pointer.replaceAll(/\d+/g, (digits) => digits.padStart(6, '0'));
  return [one.severity, one.file, place, one.code, one.message].join('\u0000');
}
