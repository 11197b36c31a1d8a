import { FAILURES } from '../runtime/runners/index.ts';
import { code, pageStart, table } from './markdown.ts';

const POLICIES: readonly (readonly [string, string, string])[] = [
  [
    'hold',
    'Dispatch pauses. The next `run_once`, or `resume`, tries the same request again.',
    'none',
  ],
  [
    'rest',
    'Its harness rests for a time that grows, then the same request is tried again. Stages that another ' +
      'harness runs go on where the mode runs planes side by side.',
    'none',
  ],
  ['again', 'The request is tried again, in its session where there is one.', '`lost_retries`'],
  ['send_back', 'The stage gets the exact errors and hands back again.', '`contract_retries`'],
  ['recover', 'The run goes to the recovery that its loop names.', 'a recovery limit'],
];

/** `docs/reference/failures.md`. */
export function failuresPage(): string {
  const about =
    'Everything that can end a stage without an acceptable result, as `failure_class` names it. ' +
    'Structured events of a harness are believed before its words, and its words before its exit ' +
    'status. Tokens that were spent always count.';
  const policies = POLICIES.map(([name, meaning, spends]) => [code(name), meaning, spends]);
  const rows = Object.entries(FAILURES).map(([name, row]) => [
    code(name),
    row.what,
    row.seen_by,
    row.scope,
    row.acts,
    code(row.policy),
    row.next,
  ]);
  return [
    ...pageStart('Failures', about),
    '## What follows',
    '',
    ...table(['policy', 'meaning', 'budget it spends'], policies),
    '`rest` gives up after 50 attempts of one request, `again` and `send_back` after their limit in',
    '`[recovery]`; then the failure counts as `recover`.',
    '',
    '## Classes',
    '',
    ...table(['class', 'what', 'recognised by', 'scope', 'who acts', 'policy', 'next'], rows),
  ].join('\n');
}
