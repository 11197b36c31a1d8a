import { ClientSession } from '../operations/session.ts';
import type { WaitLimit } from '../operations/support/context.ts';
import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import { type Failure, failureText } from '../operations/support/failure.ts';
import type { Backend } from '../product/backend.ts';
import { groupCommands, matchCommand } from './commands.ts';
import { HELP_WORDS, helpOn } from './help.ts';
import { jsonText } from './json-text.ts';
import { STANDARD_INPUT } from './options.ts';
import { terminalReader } from './reader.ts';
import { runOperation, type Where } from './run-operation.ts';
import { type Printer, printing, type Terminal } from './terminal.ts';
import { unknownCommand } from './unknown-command.ts';
import { flagsLast } from './words.ts';

/** Whoever sits at a terminal ends a wait by hand. */
const NO_END: WaitLimit = { default_seconds: Infinity, max_seconds: Infinity };

export interface CommandSettings {
  readonly backend: Backend;
  /** Workspace of commands that name none. */
  readonly root: string;
  /** Where a command makes a workspace that names none; the same as `root` unless that lies above. */
  readonly here?: string;
  /** The attempt in whose stage this process runs; absent = it is not looked for. */
  readonly stage?: () => string | null;
  readonly version: string;
}

/** A file of any folder, or what comes in. */
function reading(backend: Backend, terminal: Terminal): Where['readFile'] {
  return (path) => (path === STANDARD_INPUT ? terminal.input() : backend.readAnyFile(path));
}

/** Runs one command; the answer goes to `out`, everything else to `err`. Returns the exit code. */
export async function runCommand(
  words: readonly string[],
  settings: CommandSettings,
  screen: Terminal,
): Promise<number> {
  const terminal = printing(screen);
  const log = (text: string) => terminal.err(`${text}\n`);
  const { backend } = settings;
  const readFile = reading(backend, terminal);
  const { confirm } = terminal;
  const session = new ClientSession({
    ...settings,
    readFile,
    confirm,
    reader: terminalReader,
    wait: () => NO_END,
    actor: () => 'cli',
    log,
  });
  try {
    return await dispatch(flagsLast(words), { session, terminal, readFile, root: settings.root });
  } catch (thrown) {
    return fail(session.describe(thrown), words.includes('--json'), terminal);
  } finally {
    session.close();
  }
}

async function dispatch(words: readonly string[], where: Where): Promise<number> {
  const { session, terminal } = where;
  const [first, ...rest] = words;
  if (first === undefined || HELP_WORDS.includes(first)) {
    terminal.out(helpOn(rest, session.version));
    return 0;
  }
  if (['version', '--version'].includes(first)) {
    terminal.out(`${session.version}\n`);
    return 0;
  }
  const matched = matchCommand(words);
  if (matched !== null) return runOperation(matched, where);
  const isAlone = rest.every((word) => HELP_WORDS.includes(word));
  if (!isAlone || groupCommands(first).length === 0) throw unknownCommand(words);
  terminal.out(helpOn(words, session.version));
  return 0;
}

function fail(failure: Failure, json: boolean, terminal: Printer): number {
  const { error, group } = failure;
  if (json) terminal.err(jsonText({ error }));
  else terminal.failure(`${failureText(failure)}\n`);
  return EXIT_CODES[group];
}
