import { z } from 'zod';
import type { ClientSession } from '../operations/session.ts';
import type { JsonObject } from '../operations/support/define.ts';
import { limit, lookKey } from '../operations/support/fields.ts';
import type { Followed, LogsView, Runtime } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';

/** Where it is shown, and what ends it. */
export interface FollowScreen {
  readonly signal: AbortSignal;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  out(text: string): void;
  err(text: string): void;
}

const POLL_MS = 500;
/** A day; a stage has a timeout of its own long before. */
const LOOKS_MAX = 172_800;

const input = z.strictObject({
  key: lookKey.optional(),
  limit: limit.default(20),
  workspace: z.string().min(1).optional(),
});

/** Prints what one stage prints, until it ends or somebody ends the looking. */
export async function followLogs(
  session: ClientSession,
  args: JsonObject,
  screen: FollowScreen,
): Promise<void> {
  const parsed = input.safeParse(args);
  if (!parsed.success) throw badInput();
  const { key = null, limit: lines, workspace = null } = parsed.data;
  const look = (id: string | null, follow: Followed | null) =>
    session.read(workspace, (runtime: Runtime) => runtime.logs({ key: id, lines, follow }));
  let view = await look(key, null);
  screen.err(`${headOf(view)}\n`);
  print(view, screen);
  for (let looks = 0; !isOver(view) && looks < LOOKS_MAX; looks += 1) {
    if (view.is_running) await screen.sleep(POLL_MS, screen.signal);
    if (screen.signal.aborted) break;
    const { attempt, node, next_bytes, run_id } = view;
    view = await look(run_id, { attempt, node, from_bytes: next_bytes });
    print(view, screen);
  }
  const end = isOver(view) ? `${view.node} has ended` : `${view.node} goes on`;
  screen.err(`${end}; millrace show ${view.run_id} tells what comes of it\n`);
}

function print({ lines }: LogsView, screen: FollowScreen): void {
  if (lines.length > 0) screen.out(`${lines.join('\n')}\n`);
}

function isOver({ is_running, next_bytes, size_bytes }: LogsView): boolean {
  return !is_running && next_bytes >= size_bytes;
}

function headOf({ node, run_id, about, is_running }: LogsView): string {
  const on = about.item ?? about.root ?? 'no work';
  return `${node} on ${on} (${about.title}), ${run_id}${is_running ? '' : ', has ended'}`;
}

function badInput(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'millrace logs --follow does not accept these arguments',
    expected: 'a key of at most 220 characters, a limit from 1 to 100, and no --json',
    next: 'See millrace logs --help.',
  });
}
