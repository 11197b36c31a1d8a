import { describe, expect, it } from 'vitest';
import { pathProblem } from '../../src/runtime/text/path.ts';

const LITERAL = ['$', '{CLAUDE_PROJECT_DIR}'].join('');

describe('a path', () => {
  it.each([
    [LITERAL, `${LITERAL} in it was not replaced by its value`],
    [`/a/${LITERAL}/b`, `${LITERAL} in it was not replaced by its value`],
    ['~', '~ in it was not replaced by a home folder'],
    ['~/a', '~ in it was not replaced by a home folder'],
    ['~bob/a', '~ in it was not replaced by a home folder'],
    ['/home/me/~/a', '~ in it was not replaced by a home folder'],
    ['/a\u0000b', 'it holds a NUL character'],
  ])('%s is not meant', (path, problem) => {
    expect(pathProblem(path)).toBe(problem);
  });
  it.each(['/a/b', '.', 'a~', '/a/~b', '/a/b~/c', '/a/$HOME', '/a/{b}'])(
    '%s may be meant',
    (path) => {
      expect(pathProblem(path)).toBeNull();
    },
  );
});
