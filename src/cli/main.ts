import { ClientSession } from '../operations/session.ts';
import type { WaitLimit } from '../operations/support/context.ts';
import type { Failure } from '../operations/support/failure.ts';
import { clip } from '../operations/support/text.ts';
import type { Backend } from '../product/backend.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { printable, printableJson } from '../runtime/text/printable.ts';
import { type Matched, matchCommand } from './commands.ts';
import type { Edited } from './edit.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { commandHelp, generalHelp } from './help.ts';
import { parseOptions, STANDARD_INPUT } from './options.ts';
import { terminalReader } from './reader.ts';
import { withTexts } from './texts.ts';
import { flagsLast } from './words.ts';

/** Whoever sits at a terminal ends a wait by hand. */
const NO_END: WaitLimit = { default_seconds: Infinity, max_seconds: Infinity };

export interface Terminal {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Has whoever sits there type an id; false where nobody does, or something else was typed. */
  confirm(what: string, id: string): Promise<boolean>;
  /** Has whoever sits there edit a text; null where nobody can. */
  edit(name: string, text: string): Promise<Edited | null>;
  /** All that comes in on its standard input, bounded. */
  input(): Promise<Uint8Array>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  out(text: string): void;
  err(text: string): void;
}

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

type ReadFile = (path: string) => Promise<Uint8Array>;

interface ReadingTerminal extends Terminal {
  readonly readFile: ReadFile;
}

/** A file of any folder, or what comes in. */
function reading(backend: Backend, terminal: Terminal): ReadFile {
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
    return await dispatch(flagsLast(words), session, { ...terminal, readFile });
  } catch (thrown) {
    return fail(session.describe(thrown), words.includes('--json'), terminal);
  } finally {
    session.close();
  }
}

async function dispatch(
  words: readonly string[],
  session: ClientSession,
  terminal: ReadingTerminal,
): Promise<number> {
  const [first] = words;
  if (first === undefined || ['help', '--help', '-h'].includes(first)) {
    terminal.out(generalHelp(session.version));
    return 0;
  }
  if (['version', '--version'].includes(first)) {
    terminal.out(`${session.version}\n`);
    return 0;
  }
  const matched = matchCommand(words);
  if (matched === null) throw unknownCommand(first);
  return runOperation(matched, session, terminal);
}

async function runOperation(
  { operation, rest }: Matched,
  session: ClientSession,
  terminal: ReadingTerminal,
): Promise<number> {
  const { args: words, json, help, follow, edit } = parseOptions(operation, rest, terminal.cwd);
  if (help) {
    terminal.out(commandHelp(operation));
    return 0;
  }
  if (follow) {
    const asked = json ? { ...words, json } : words;
    await (await import('./follow.ts')).followLogs(session, asked, terminal);
    return 0;
  }
  const args = await withTexts(operation, words, terminal.readFile);
  const progress = (text: string) => terminal.err(`${clip(text, 200)}\n`);
  const call = { signal: terminal.signal, progress };
  const answer = edit
    ? await (await import('./edit.ts')).editAndCall(session, operation.name, args, terminal)
    : await session.answer(operation.name, args, call);
  if (answer === null) {
    terminal.err('Nothing was changed.\n');
    return 0;
  }
  terminal.out(json ? jsonText(answer) : await rendered(answer));
  return operation.exit_code?.(answer, args) ?? 0;
}

/** Whatever is said may hold words of a file, a stage or a stranger. */
function printing(screen: Terminal): Terminal {
  return {
    cwd: screen.cwd,
    signal: screen.signal,
    input: () => screen.input(),
    confirm: (what, id) => screen.confirm(printable(what), id),
    edit: (name, text) => screen.edit(name, text),
    sleep: (ms, signal) => screen.sleep(ms, signal),
    out: (text) => screen.out(printable(text)),
    err: (text) => screen.err(printable(text)),
  };
}

function jsonText(value: object): string {
  return `${printableJson(JSON.stringify(value, null, 2))}\n`;
}

/** Only here are columns measured. */
async function rendered(answer: Record<string, unknown>): Promise<string> {
  return (await import('./render.ts')).renderAnswer(answer);
}

function fail(failure: Failure, json: boolean, terminal: Terminal): number {
  const { error, group } = failure;
  const text = `error ${error.code}: ${error.message}\nnext: ${error.next}`;
  terminal.err(json ? jsonText({ error }) : `${text}\n`);
  return EXIT_CODES[group];
}

function unknownCommand(word: string): MillraceError {
  return new MillraceError('operation_unknown', {
    what: `There is no command "${clip(word, 60)}"`,
    next: 'millrace --help lists the commands.',
  });
}
