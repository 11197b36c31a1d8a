import { clip } from '../operations/support/text.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { nearest } from '../runtime/text/nearest.ts';
import { allCommands, groupCommands } from './commands.ts';

/** The longest command has so many words. */
const WORDS_MAX = 2;

/** What is not there, and what was meant instead. */
export function unknownCommand(words: readonly string[]): MillraceError {
  const [first = ''] = words;
  const isGroup = groupCommands(first).length > 0;
  const said = clip(words.slice(0, isGroup ? WORDS_MAX : 1).join(' '), 60);
  const alike = meant(words);
  const list = isGroup
    ? `millrace ${first} lists its commands`
    : 'millrace --help lists the commands';
  return new MillraceError('operation_unknown', {
    what: `There is no command "${said}"${alike === null ? '' : `; did you mean "${alike}"?`}`,
    next: `${list}.`,
  });
}

function meant(words: readonly string[]): string | null {
  const plain = words.filter((word) => !word.startsWith('-'));
  const names = allCommands().map(({ name }) => name);
  for (let count = Math.min(WORDS_MAX, plain.length); count > 0; count -= 1) {
    const given = plain.slice(0, count).join(' ');
    const same = names.filter((name) => name.split(' ').length === count);
    const groups = count === 1 ? names.map((name) => name.split(' ')[0] ?? '') : [];
    const alike = nearest(given, [...same, ...groups]);
    if (alike !== null) return alike;
  }
  return null;
}
