import type { CallOptions, ClientSession } from '../operations/session.ts';
import type { JsonObject, Operation } from '../operations/support/define.ts';
import { clip } from '../operations/support/text.ts';
import type { WaitLook } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { readyFor } from './columns.ts';
import type { Matched } from './commands.ts';
import { commandHelp } from './help.ts';
import { jsonText } from './json-text.ts';
import { parseOptions } from './options.ts';
import { requireOwnConfig } from './own-config.ts';
import type { Printer } from './terminal.ts';
import { withTexts } from './texts.ts';

export interface Where {
  readonly session: ClientSession;
  readonly terminal: Printer;
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** Workspace of a command that names none. */
  readonly root: string;
}

/** Runs the operation that the words name. Returns the exit code. */
export async function runOperation(
  { operation, rest, input }: Matched,
  { session, terminal, readFile, root }: Where,
): Promise<number> {
  const parsed = parseOptions(operation, rest, { cwd: terminal.cwd, input });
  if (parsed.help) {
    terminal.out(commandHelp(operation));
    return 0;
  }
  if (parsed.config !== null)
    requireOwnConfig(String(parsed.args.workspace ?? root), parsed.config);
  if (parsed.follow) {
    const asked = parsed.json ? { ...parsed.args, json: true } : parsed.args;
    await (await import('./follow.ts')).followLogs(session, asked, terminal);
    return 0;
  }
  const args = await withTexts(operation, parsed.args, readFile);
  const call = await callOptions(operation, terminal);
  if (parsed.mode !== null) await adopt(session, parsed.mode, args.workspace, call);
  const answer = parsed.edit
    ? await (await import('./edit.ts')).editAndCall(session, operation.name, args, terminal)
    : await session.answer(operation.name, args, call);
  if (answer === null) {
    terminal.err('Nothing was changed.\n');
    return 0;
  }
  const alone = parsed.json ? jsonText(answer) : printedAlone(operation, args, answer);
  // Only here are columns measured.
  const rendered = async () => {
    await readyFor(JSON.stringify(answer));
    return (await import('./render.ts')).renderAnswer(answer, terminal.now());
  };
  if (parsed.output !== null) await terminal.save(parsed.output, alone ?? (await rendered()));
  else if (alone === null) terminal.answer(await rendered());
  else terminal.out(alone);
  return operation.exit_code?.(answer, args) ?? 0;
}

/** What is said meanwhile. Whoever sees each stage needs no sign that it still waits. */
async function callOptions(operation: Operation, terminal: Printer): Promise<CallOptions> {
  const { signal } = terminal;
  const say = (text: string) => terminal.err(`${clip(text, 300)}\n`);
  if (operation.watched !== true) return { signal, progress: say };
  const stages = new (await import('./stage-lines.ts')).StageLines();
  const watch = (look: WaitLook) => stages.lines(look, terminal.now()).forEach(say);
  return { signal, progress: () => undefined, watch };
}

/** `--mode`: that mode becomes the one that runs, before anything does. */
async function adopt(
  session: ClientSession,
  mode: string,
  workspace: unknown,
  call: CallOptions,
): Promise<void> {
  const where = workspace === undefined ? {} : { workspace };
  const { valid } = await session.answer('compile_validate', { mode, adopt: true, ...where }, call);
  if (valid === true) return;
  throw new MillraceError('plan_invalid', {
    what: `The mode ${clip(mode, 60)} does not compile, and nothing was run`,
    next: `call compile_validate with mode "${clip(mode, 60)}"`,
  });
}

/** What a terminal prints instead of the whole answer; null = nothing. */
function printedAlone(operation: Operation, args: JsonObject, answer: JsonObject): string | null {
  const field = operation.prints?.(args) ?? null;
  const value = field === null ? undefined : answer[field];
  if (typeof value === 'string') return `${value.trimEnd()}\n`;
  return typeof value === 'object' && value !== null ? jsonText(value) : null;
}
