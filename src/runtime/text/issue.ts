import type { z } from 'zod';
import { exhausted } from '../errors/exhausted.ts';

type Issue = z.core.$ZodIssue;

/** How messages begin that a schema did not bring itself. */
const NOT_OURS = /^(?:Invalid|Too big|Too small|Unrecognized)\b/;
const NAMED_MAX = 5;
const SHOWN_LENGTH_MAX = 40;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** What a value must be, said without the words of a library. */
export function issueText(issue: Issue): string {
  if (issue.message !== '' && !NOT_OURS.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? 'of another kind'}`;
    case 'too_big':
      return sized(issue.origin, `at most ${issue.maximum}`);
    case 'too_small':
      if (issue.minimum === 1 && issue.origin === 'string') return 'must not be empty';
      return sized(issue.origin, `at least ${issue.minimum}`);
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'unrecognized_keys':
      return `has unknown fields: ${namesOf(issue.keys)}`;
    case 'invalid_format':
      return issue.pattern === undefined ? 'has the wrong form' : `must match ${issue.pattern}`;
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'has the wrong form';
    default:
      return exhausted(issue);
  }
}

export function namesOf(keys: readonly string[]): string {
  const shown = keys
    .slice(0, NAMED_MAX)
    .map((key) => JSON.stringify(key.slice(0, SHOWN_LENGTH_MAX)));
  return shown.join(', ');
}

function sized(origin: string, bound: string): string {
  if (origin === 'string') return `must have ${bound} characters`;
  return origin === 'array' ? `must have ${bound} entries` : `must be ${bound}`;
}
