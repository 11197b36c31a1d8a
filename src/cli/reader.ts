import { allNames, findOperation } from '../operations/index.ts';
import type { JsonObject, Operation } from '../operations/support/define.ts';
import type { Reader } from '../operations/support/reader.ts';
import { typedWord } from '../runtime/text/shell-word.ts';
import { mainName } from './commands.ts';
import { flagOf } from './flags.ts';

/** Somebody at a terminal. */
export const terminalReader: Reader = {
  verb: 'Run',
  names: allNames(),
  callText(name, input) {
    const operation = findOperation(name);
    if (operation === undefined) return name;
    return `\`${['millrace', mainName(operation), ...wordsOf(operation, input)].join(' ')}\``;
  },
};

function wordsOf({ positional }: Operation, input: JsonObject): string[] {
  return Object.entries(input).map(([name, value]) => {
    if (value === true) return `--${flagOf(name)}`;
    const word = typedWord(String(value));
    return positional.includes(name) ? word : `--${flagOf(name)} ${word}`;
  });
}
