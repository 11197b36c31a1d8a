import type { ErrorGroup } from '../../runtime/errors/errors.ts';

/** What a script can branch on without reading a text. */
export const EXIT_CODES: Readonly<Record<ErrorGroup, number>> = {
  bug: 1,
  caller: 2,
  operator: 3,
  author: 4,
  machine: 5,
};
