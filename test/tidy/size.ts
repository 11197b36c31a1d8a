import { at, type Finding, lineAt, type Node, type Rule, type Source } from './source.ts';

export const FILE_LINES_MAX = 300;
export const FUNCTION_LINES_MAX = 70;
export const COLUMNS_MAX = 110;

export const FUNCTIONS = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

export function linesOf({ text }: Source): number {
  return text.trimEnd().split('\n').length;
}

export function linesAt({ text }: Source, { start, end }: Node): number {
  return text.slice(start, end).split('\n').length;
}

/** Snapshots and documents in tests do not count as lines: code does. */
export const filesAreShort: Rule = (source) => {
  const lines = linesOf(source) - linesOfTexts(source);
  if (lines <= FILE_LINES_MAX) return [];
  const what = `${lines} lines, ${FILE_LINES_MAX} are allowed`;
  return [{ line: FILE_LINES_MAX + 1, what, instead: 'Split the file by what its parts are for' }];
};

export const functionsAreShort: Rule = (source) =>
  source.nodes
    .filter(({ type }) => FUNCTIONS.test(type))
    .flatMap((node) => {
      const lines = linesAt(source, node);
      if (lines <= FUNCTION_LINES_MAX) return [];
      const what = `a function of ${lines} lines, ${FUNCTION_LINES_MAX} are allowed`;
      return [at(source, node, what, 'Give its parts names of their own')];
    });

/** A text of several lines is not code: it stands as it will be read. */
export const linesAreShort: Rule = (source) => {
  const texts = new Set(textsOf(source).flatMap(({ first, last }) => upTo(first, last)));
  return source.text.split('\n').flatMap((line, index): Finding[] => {
    if (line.length <= COLUMNS_MAX || texts.has(index + 1)) return [];
    const what = `${line.length} columns, ${COLUMNS_MAX} are allowed`;
    return [{ line: index + 1, what, instead: 'Break the line' }];
  });
};

function linesOfTexts(source: Source): number {
  if (!source.path.startsWith('test/')) return 0;
  return textsOf(source).reduce((sum, { first, last }) => sum + last - first, 0);
}

/** Parts of templates that go over several lines. */
function textsOf(source: Source): { first: number; last: number }[] {
  return source.nodes
    .filter(({ type }) => type === 'TemplateElement')
    .map(({ start, end }) => ({
      first: lineAt(source.text, start),
      last: lineAt(source.text, end),
    }))
    .filter(({ first, last }) => last > first);
}

function upTo(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
