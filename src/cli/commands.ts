import { operations } from '../operations/index.ts';
import type { Operation } from '../operations/support/define.ts';

export interface Matched {
  readonly operation: Operation;
  /** What follows the name of the command. */
  readonly rest: readonly string[];
}

/** `run_once` answers to `run-once`, to `run once`, and to its alias. */
export function namesOf(operation: Operation): string[] {
  const words = operation.name.split('_');
  const names = [words.join('-'), words.join(' '), operation.alias, ...(operation.also ?? [])];
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** The command as help shows it first. */
export function mainName(operation: Operation): string {
  return operation.alias ?? operation.name.replaceAll('_', ' ');
}

/** The operation with the longest name that the words begin with. */
export function matchCommand(words: readonly string[]): Matched | null {
  const matches = operations.flatMap((operation) =>
    namesOf(operation)
      .map((name) => name.split(' '))
      .filter((name) => name.every((word, at) => words[at] === word))
      .map((name) => ({ operation, rest: words.slice(name.length) })),
  );
  return matches.sort((a, b) => a.rest.length - b.rest.length)[0] ?? null;
}
