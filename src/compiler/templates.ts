import { quote, type Report, type SourceLocation, suggest } from './diagnostics.ts';

/** Names that texts written by the runtime may hold in braces. `origin.` is followed by a family. */
const RUN_NAMES: readonly string[] = [
  'now',
  'run_id',
  'stage',
  'plane',
  'root_spec_id',
  'root_idea_id',
  'item.id',
  'item.title',
  'item.family',
];
export const INHERIT_NAMES = RUN_NAMES;
export const PUBLISH_NAMES: readonly string[] = [...RUN_NAMES, 'request_id'];
export const HANDOFF_NAMES: readonly string[] = [
  ...PUBLISH_NAMES,
  'terminal_result',
  'failure_class',
  'reason',
  'summary',
  'hash8',
];
/** Whole lists: only as an element of its own. */
export const HANDOFF_LISTS: readonly string[] = ['{evidence}', '{symptoms}'];
const ORIGIN = 'origin.';

export function originNames(families: Iterable<string>): string[] {
  return [...families].map((family) => `${ORIGIN}${family}`);
}

export function isTemplate(text: string): boolean {
  return /\{[^{}]*\}/.test(text);
}

/** Reports every `{name}` that does not stand for anything; it would silently become nothing. */
export function checkTemplate(
  text: string,
  known: readonly string[],
  place: SourceLocation,
  report: Report,
): void {
  for (const [, name = ''] of text.matchAll(/\{([^{}]*)\}/g)) {
    if (known.includes(name)) continue;
    const next = suggest(name, 'name', known);
    report.error('name_unknown', place, `Unknown value: ${quote(`{${name}}`)}.`, next);
  }
}
