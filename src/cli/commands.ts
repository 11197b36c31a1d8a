import { findOperation, operations } from '../operations/index.ts';
import type { JsonObject, Operation } from '../operations/support/define.ts';
import { OLDER_COMMANDS, type OlderCommand } from './older-commands.ts';
import { PROCESSES } from './processes.ts';

export interface Matched {
  readonly operation: Operation;
  /** What follows the name of the command. */
  readonly rest: readonly string[];
  /** Arguments that the name stands for. */
  readonly input: JsonObject;
}

/** One way to say something, with what it does in a few words. */
export interface CommandName {
  readonly name: string;
  readonly title: string;
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
  const found = longest(words, everyName());
  return found === null ? null : { ...found.of, rest: words.slice(found.length) };
}

interface Named<T> {
  readonly name: string;
  readonly of: T;
}

function longest<T>(words: readonly string[], named: readonly Named<T>[]) {
  const matches = named
    .map(({ name, of }) => ({ of, parts: name.split(' ') }))
    .filter(({ parts }) => parts.every((part, at) => words[at] === part))
    .sort((a, b) => b.parts.length - a.parts.length);
  const [first] = matches;
  return first === undefined ? null : { of: first.of, length: first.parts.length };
}

function everyName(): Named<Omit<Matched, 'rest'>>[] {
  const own = operations.flatMap((operation) =>
    namesOf(operation).map((name) => ({ name, of: { operation, input: {} } })),
  );
  const older = OLDER_COMMANDS.flatMap((command) => {
    const operation = olderOperation(command);
    if (operation === undefined || command.is !== 'operation') return [];
    return [{ name: command.name, of: { operation, input: command.input } }];
  });
  return [...own, ...older];
}

/** The operation that answers a command of the prior implementation. */
export function olderOperation(command: OlderCommand): Operation | undefined {
  if (command.is === 'operation') return findOperation(command.operation);
  return command.is === 'same'
    ? operations.find((operation) => namesOf(operation).includes(command.name))
    : undefined;
}

/** Everything that can be typed, each name once: of operations, of processes, and older ones. */
export function allCommands(): CommandName[] {
  const own = operations.flatMap((operation) =>
    [mainName(operation), ...(operation.also ?? [])].map((name) => ({
      name,
      title: operation.title,
    })),
  );
  const processes = Object.values(PROCESSES).flatMap(({ name, title, actions }) => [
    { name, title },
    ...actions.map((action) => ({ name: `${name} ${action}`, title })),
  ]);
  const older = OLDER_COMMANDS.flatMap((command) => {
    if (command.is === 'process') return [{ name: command.name, title: processTitle(command) }];
    const operation = olderOperation(command);
    return operation === undefined ? [] : [{ name: command.name, title: operation.title }];
  });
  const rest = [
    { name: 'help', title: 'Help on a command' },
    { name: 'version', title: 'Print the version' },
  ];
  const all = [...own, ...processes, ...older, ...rest];
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

function processTitle({ process }: Extract<OlderCommand, { is: 'process' }>): string {
  return Object.values(PROCESSES).find(({ name }) => name === process)?.title ?? '';
}

/** The commands that begin with this word and have another one; none = it is no group. */
export function groupCommands(word: string): CommandName[] {
  return allCommands().filter(({ name }) => name.startsWith(`${word} `) && !name.includes(' --'));
}
