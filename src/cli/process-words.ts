import { MillraceError } from '../runtime/errors/errors.ts';
import { meantInstead } from '../runtime/text/nearest.ts';
import { parseWords } from './parse-words.ts';
import type { ProcessCommand } from './process-command.ts';
import { processUsage } from './process-help.ts';

type Options = ProcessCommand['options'];

interface CommandOf<Action extends string, Own extends Options> extends ProcessCommand {
  readonly actions: readonly Action[];
  readonly options: Own;
}

/** Both readers throw `input_invalid` for anything that the usage of the command does not show. */
export function readOptions<const Own extends Options>(
  command: CommandOf<string, Own>,
  words: readonly string[],
) {
  const { options } = command;
  return parseWords({ args: [...words], options }, (problem) => badUsage(command, problem)).values;
}

export function readAction<const Action extends string, const Own extends Options>(
  command: CommandOf<Action, Own>,
  [word, ...words]: readonly string[],
) {
  const { actions } = command;
  const action = actions.find((one) => one === word);
  if (action === undefined) {
    const meant = meantInstead(word ?? '', actions);
    throw badUsage(command, `the first word is one of ${actions.join(', ')}${meant}`);
  }
  return { action, values: readOptions(command, words) };
}

/** The same where the first word may be left out. */
export function readOptionalAction<const Action extends string, const Own extends Options>(
  command: CommandOf<Action, Own>,
  words: readonly string[],
) {
  const [word] = words;
  if (word === undefined || word.startsWith('-')) {
    return { action: null, values: readOptions(command, words) };
  }
  return readAction(command, words);
}

export function asksForHelp(words: readonly string[]): boolean {
  return words.includes('--help') || words.includes('-h');
}

export function badUsage(command: ProcessCommand, problem: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `millrace ${command.name}: ${problem}`,
    expected: processUsage(command),
    next: `See millrace ${command.name} --help`,
  });
}
