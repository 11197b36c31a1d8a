import { posix } from 'node:path';
import { betweenRooms, type Circle, circlesOf, type Edge, edgesOf } from './graph.ts';
import { type Finding, lines, part, parts, type Rule, type Source } from './source.ts';

export const FOLDER_FILES_MAX = 36;

/** What stands in a folder is one responsibility: nobody looks through more names than this. */
export function foldersAreSmall(paths: readonly string[]): string[] {
  return [...filesByFolder(paths)].flatMap(([folder, files]) => {
    if (files <= FOLDER_FILES_MAX) return [];
    const what = `${files} files, ${FOLDER_FILES_MAX} are allowed`;
    const instead = 'Give its responsibilities a folder each';
    return lines(folder, [{ line: 1, what, instead }]);
  });
}

export function fullest(paths: readonly string[]): { folder: string; files: number } {
  const all = [...filesByFolder(paths)].sort(([, a], [, b]) => b - a);
  const [folder, files] = all[0] ?? ['', 0];
  return { folder, files };
}

function filesByFolder(paths: readonly string[]): Map<string, number> {
  const folders = new Map<string, number>();
  for (const path of paths) {
    const folder = posix.dirname(path);
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return folders;
}

/** Files, and rooms, that import each other; types count. */
export function importsFormNoCircle(sources: readonly Source[]): string[] {
  const files = edgesOf(sources);
  return [files, betweenRooms(files)].flatMap((edges) =>
    circlesOf(edges).flatMap((circle) => circleLines(circle, edges)),
  );
}

function circleLines(circle: Circle, edges: readonly Edge[]): string[] {
  const [first = ''] = circle;
  const arrows = edges.filter(({ from, to }) => circle.includes(from) && circle.includes(to));
  const named = [...new Set(arrows.map(({ from, to }) => `${from} -> ${to}`))].sort();
  const what = `imports in a circle: ${named.join(', ')}`;
  return lines(first, [{ line: 1, what, instead: 'Move what both need to where both may see it' }]);
}

/** Only the door of a room passes on what lies elsewhere. */
export const nothingOnlyPassedOn: Rule = ({ path, nodes }) => {
  const [program] = nodes;
  const statements = program === undefined ? [] : parts(program, 'body');
  const isDoor = posix.basename(path) === 'index.ts';
  const passedOn = statements.filter((node) => part(node, 'source') !== undefined);
  if (isDoor || statements.length === 0 || passedOn.length < statements.length) return [];
  if (!statements.some(({ type }) => /^Export/.test(type))) return [];
  const finding: Finding = {
    line: 1,
    what: 'a file that only passes on what lies elsewhere',
    instead: 'Import from where it lies, or from the index.ts of its room',
  };
  return [finding];
};

/** Where what is no test may lie among the tests: help for them, and the rules. */
const NO_TESTS_IN = /\/support\/|^test\/tidy\//;

/** What helps tests lies in a folder of its own beside them. */
export const helpersLieInSupport: Rule = ({ path }) => {
  const isHelper = /^test\/.*(?<!\.test)\.ts$/.test(path);
  if (!isHelper || NO_TESTS_IN.test(path)) return [];
  const what = 'a helper of tests that lies among them';
  return [{ line: 1, what, instead: 'Move it into a folder named support' }];
};
