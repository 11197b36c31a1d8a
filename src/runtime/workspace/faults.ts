import { MillraceError } from '../errors/errors.ts';
import { RUNTIME_FOLDER } from '../plan/index.ts';

export function notWritable(what: string, expected: string, next: string): MillraceError {
  return new MillraceError('workspace_not_writable', { what, expected, next });
}

/** Something else stands where a folder or file of the baseline belongs. */
export function inTheWay(relativePath: string, found: string, expected: string): MillraceError {
  const name = relativePath === '' ? RUNTIME_FOLDER : `${RUNTIME_FOLDER}/${relativePath}`;
  return notWritable(
    `${name} is ${found}`,
    expected,
    `move it away or replace it by ${expected}, then call init again`,
  );
}
