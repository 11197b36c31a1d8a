import { dirname, join } from 'node:path';
import { z } from 'zod';
import { packageRoot, version } from '../package.ts';
import type { StartView } from '../product/backend.ts';
import type { Runtime } from '../runtime/api/index.ts';
import { ERROR_GROUPS, MillraceError } from '../runtime/errors/errors.ts';
import { PLACES } from '../runtime/index.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/index.ts';
import { type Child, makeFolders } from '../runtime/ports/index.ts';
import { LOOP_FLAGS } from '../user/loop-flags.ts';
import { privateCopy } from '../user/private-copy.ts';
import { enginePorts, host, machine, ownEnvironment } from './host.ts';

/** How long a new loop may take until it owns the workspace: it replays the journal first. */
const START_MS_MAX = 30_000;
const LOOK_MS = 50;
/** What a loop writes before it has a log goes to a file of its own, which starts anew beyond this. */
const CRASH_LOG_BYTES_MAX = 256 * 1024;
const CRASH_LOG_READ_BYTES_MAX = 16 * 1024;

export const LOOP_LOG = `${RUNTIME_FOLDER}/${PLACES.logs}/loop.log`;
const CRASH_LOG = `${RUNTIME_FOLDER}/${PLACES.logs}/loop-errors.log`;

/** Entry of a copy of this program that updates and removals do not touch. */
export function ownCopy(): string {
  return privateCopy(host, { package: packageRoot, version, cache: machine().cache });
}

/** Resolves when a loop owns the workspace; rejects with the error of the loop when none could start. */
export async function startLoop(root: string, runtime: Runtime): Promise<StartView> {
  if (runtime.loop().running) return { already: true, log: LOOP_LOG };
  const errors = join(root, CRASH_LOG);
  prepareLog(errors);
  const from = host.disk.stat(errors)?.size_bytes ?? 0;
  const child = host.processes.spawnDetached({
    argv: [enginePorts(root).self.node, ...LOOP_FLAGS, ownCopy(), 'loop', root, '--while-desired'],
    cwd: '/',
    env: ownEnvironment(),
    stdin: null,
    stdout: errors,
    stderr: errors,
  });
  const ended = await settled(child, () => runtime.loop().running);
  const { running, pid } = runtime.loop();
  if (running) return { already: pid !== child.pid, log: LOOP_LOG };
  throw ended ? failureIn(errors, from) : tooSlow();
}

/** True when the process has ended before a loop was seen. */
async function settled(child: Child, isOwner: () => boolean): Promise<boolean> {
  let ended = false;
  child.ended.then(() => {
    ended = true;
  });
  const end = host.clock.monotonic() + START_MS_MAX;
  while (!isOwner() && !ended && host.clock.monotonic() < end) await host.clock.sleep(LOOK_MS);
  return ended;
}

function prepareLog(path: string): void {
  makeFolders(host.disk, dirname(path));
  const size_bytes = host.disk.stat(path)?.size_bytes ?? 0;
  if (size_bytes > CRASH_LOG_BYTES_MAX) host.disk.rename(path, `${path}.1`);
}

const startFailure = z.object({
  error: z.object({ code: z.string(), message: z.string(), next: z.string() }),
});

/** A loop that cannot start says why in one line of JSON. */
function failureIn(path: string, from: number): MillraceError {
  const file = host.disk.open(path, 'read');
  try {
    const text = new TextDecoder().decode(file.read(from, CRASH_LOG_READ_BYTES_MAX));
    const lastLine = startFailure.safeParse(parse(text.trim().split('\n').at(-1) ?? ''));
    const code = Object.values(ERROR_GROUPS)
      .flat()
      .find((known) => known === lastLine.data?.error.code);
    if (!lastLine.success || code === undefined) return diedInSilence();
    const { message, next } = lastLine.data.error;
    return new MillraceError(code, { what: message, next });
  } finally {
    file.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function diedInSilence(): MillraceError {
  return new MillraceError('internal_error', {
    what: 'The loop ended before it owned the workspace, and did not say why',
    next: `Read ${CRASH_LOG} in the workspace.`,
  });
}

function tooSlow(): MillraceError {
  return new MillraceError('workspace_owned', {
    what: `The loop was started but does not own the workspace after ${START_MS_MAX / 1000} seconds`,
    expected: 'the workspace to become free, and its journal to be read',
    next: 'Call status in a moment: it goes on starting.',
  });
}
