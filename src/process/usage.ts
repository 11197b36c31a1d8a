import { parseArgs } from 'node:util';
import { ownRoot } from '../backend/root.ts';
import { PROCESSES } from '../cli/help.ts';
import { MillraceError } from '../runtime/errors/errors.ts';

/** A command that is a process of its own, as the help lists it. */
export type ProcessName = (typeof PROCESSES)[number]['name'];

export function usageOf(command: ProcessName): string {
  return PROCESSES.find(({ name }) => name === command)?.usage ?? '';
}

/** Options and their texts. Throws `input_invalid` for words that are none of these options. */
export function optionsOf<N extends string>(
  command: ProcessName,
  words: readonly string[],
  names: readonly N[],
): ReadonlyMap<N, string> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const { values } = parsed(command, () => parseArgs({ args: [...words], options }));
  return new Map(
    names.flatMap((name) => {
      const value = values[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}

function parsed<T>(command: ProcessName, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw badUsage(command, 'an option is not known, or its value is missing');
  }
}

/** The workspace that the option names, else the one that the environment or this folder means. */
export function rootOf(options: ReadonlyMap<string, string>): string {
  return ownRoot(options.get('workspace'), process.env, process.cwd());
}

export function badUsage(command: ProcessName, problem: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `millrace ${command}: ${problem}`,
    expected: usageOf(command),
    next: 'Correct the command and start it again.',
  });
}
