import { code, pageStart, table } from './markdown.ts';
import { OLDER_EVENTS, OLDER_FINDINGS, OLDER_MONITOR } from './older-events.ts';
import { OLDER_SURFACES, type OlderField } from './older-fields.ts';

/** `docs/runtime/field-mapping.md`: made from the tables that a test compares with real answers. */
export function fieldMappingPage(): string {
  const about =
    'Where does what release 0.18.0 of the prior implementation tells stand here? `status --full` has the ' +
    'older names themselves; the other answers are below, with `[]` for each row. The JSON of `--json` and ' +
    'what a client gets are the same. `test/operations/older-fields.test.ts` looks each of them up.';
  const mapped = (head: string, fields: readonly OlderField[]) =>
    table([head, 'here'], fields.map(row));
  return [
    ...pageStart('Field mapping', about),
    ...OLDER_SURFACES.flatMap(({ name, by, fields }) => [
      `## ${code(name)}`,
      '',
      `By ${code(`millrace ${by}`)}.`,
      '',
      ...mapped('field of 0.18.0', fields),
    ]),
    '## The monitor',
    '',
    ...mapped('event of 0.18.0', OLDER_MONITOR),
    '## The event log',
    '',
    ...mapped('event_type of 0.18.0', OLDER_EVENTS),
    '## `doctor`',
    '',
    ...mapped('code of 0.18.0', OLDER_FINDINGS),
  ].join('\n');
}

function row([name, here, why]: OlderField): string[] {
  return [code(name), here === null ? (why ?? '') : code(here)];
}
