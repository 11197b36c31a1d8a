import { MillraceError } from '../../runtime/errors/errors.ts';
import { pathProblem } from '../../runtime/text/path.ts';
import { clip } from './text.ts';

const SHOWN_BYTES_MAX = 200;

/** A path as it is, unless nobody can have meant it. `name`: what it was given as. */
export function meantPath(name: string, path: string): string {
  const problem = pathProblem(path);
  if (problem === null) return path;
  throw new MillraceError('input_invalid', {
    what: `${name} is "${clip(path, SHOWN_BYTES_MAX)}": ${problem}`,
    expected: 'the path itself: no variable, no ~, no NUL',
    next: `Write ${name} as the whole path.`,
  });
}
