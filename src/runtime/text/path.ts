import { MillraceError } from '../errors/errors.ts';
import { cut } from './cut.ts';

const SHOWN_LENGTH_MAX = 200;

/**
 * Why a text is no path that somebody can have meant; null when it may be one. A client that knows
 * no variables, or no shell, hands them on as they are written, and a folder of that name would be made.
 */
export function pathProblem(path: string): string | null {
  if (path.includes('\u0000')) return 'it holds a NUL character';
  const variable = /\$\{[^}]{0,80}\}?/.exec(path)?.[0];
  if (variable !== undefined) return `${variable} in it was not replaced by its value`;
  return /(?:^|\/)~(?:\/|$)|^~/.test(path) ? '~ in it was not replaced by a home folder' : null;
}

/** A path as it is, unless nobody can have meant it. `name`: what it was given as. */
export function meantPath(name: string, path: string): string {
  const problem = pathProblem(path);
  if (problem === null) return path;
  throw new MillraceError('input_invalid', {
    what: `${name} is "${cut(path, SHOWN_LENGTH_MAX)}": ${problem}`,
    expected: 'the path itself: no variable, no ~, no NUL',
    next: 'Give the whole path, as it is without a shell or a client that fills it in.',
  });
}
