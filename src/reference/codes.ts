import { DIAGNOSTIC_CODES } from '../compiler/diagnostics.ts';
import { operations } from '../operations/index.ts';
import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import { FINDINGS } from '../runtime/api/findings.ts';
import { ERROR_GROUPS, type ErrorCode, type ErrorGroup } from '../runtime/errors/errors.ts';
import { ERROR_MEANINGS, GROUP_MEANINGS } from './error-meanings.ts';
import { code, pageStart, table } from './markdown.ts';

const GROUPS: readonly ErrorGroup[] = ['caller', 'operator', 'author', 'machine', 'bug'];

/** `docs/reference/errors.md`. */
export function errorsPage(): string {
  const about =
    'The closed set of error codes, by who has to act. A code is never renamed. ' +
    'The text of an error says what happened and what was expected; `next` says what to do.';
  return [...pageStart('Errors', about), ...GROUPS.flatMap(errorGroup)].join('\n');
}

function errorGroup(group: ErrorGroup): string[] {
  const rows = ERROR_GROUPS[group].map((name) => [
    code(name),
    ERROR_MEANINGS[name],
    declaring(name).map(code).join(', '),
  ]);
  return [
    `## ${group}`,
    '',
    `${GROUP_MEANINGS[group]} Exit code of a command: ${EXIT_CODES[group]}.`,
    '',
    ...table(['code', 'meaning', 'declared by'], rows),
  ];
}

function declaring(name: ErrorCode): string[] {
  return operations.filter(({ errors }) => errors.includes(name)).map((one) => one.name);
}

/** `docs/reference/findings.md`. */
export function findingsPage(): string {
  const about =
    'What `doctor` can find. An error does not work; a warning is not as it should be and does no ' +
    'harm yet; a note is worth knowing. Each finding has a place, says what was found and what to do.';
  const rows = Object.entries(FINDINGS).map(([name, [severity, meaning]]) => [
    code(name),
    severity,
    meaning,
  ]);
  return [...pageStart('Findings', about), ...table(['code', 'severity', 'meaning'], rows)].join(
    '\n',
  );
}

/** `docs/reference/diagnostics.md`. */
export function diagnosticsPage(): string {
  const about =
    'What the compiler can find wrong in modes, graphs, stage kinds, families, prompts and config. ' +
    'Each diagnostic has a code, a severity, a file, a JSON pointer, a message and what to do.';
  const rows = Object.entries(DIAGNOSTIC_CODES).map(([name, meaning]) => [code(name), meaning]);
  return [...pageStart('Diagnostics', about), ...table(['code', 'meaning'], rows)].join('\n');
}
