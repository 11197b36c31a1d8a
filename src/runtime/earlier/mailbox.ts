import type { EarlierFiles } from './files.ts';
import { type Mail, mail } from './formats.ts';

const INCOMING = 'state/mailbox/incoming';
const PAUSE = 'pause';

/** A command that nobody had read. */
export interface WaitingCommand {
  readonly path: string;
  readonly command: string;
  /** Null where the command does not say when it was sent. */
  readonly sent_ms: number | null;
  readonly payload: Mail['payload'];
}

/**
 * All that waits, in the order in which it was sent. What says no time is the last word,
 * and of two at once the pause is.
 */
export function commandsIn(files: EarlierFiles): WaitingCommand[] {
  const found: WaitingCommand[] = [];
  for (const { name, kind } of files.list(INCOMING)) {
    const path = `${INCOMING}/${name}`;
    files.count('commands');
    if (kind !== 'file' || !name.endsWith('.json')) {
      files.keep(path, 'is no command');
      continue;
    }
    const sent = files.json(path, mail);
    if (sent !== null) {
      const { command, issued_at, payload } = sent;
      const sent_ms = issued_at === null ? null : Date.parse(issued_at);
      found.push({ path, command, sent_ms, payload });
    } else if (name.startsWith(`${PAUSE}-`)) {
      // Files carry the name of their command: one that is torn still says what was wanted.
      found.push({ path, command: PAUSE, sent_ms: null, payload: {} });
    }
  }
  return found.sort((one, other) => {
    const sooner = (one.sent_ms ?? LAST_MS) - (other.sent_ms ?? LAST_MS);
    return sooner || Number(one.command === PAUSE) - Number(other.command === PAUSE);
  });
}

const LAST_MS = Number.MAX_SAFE_INTEGER;

/** Says what becomes of a command that neither pauses nor brings work; returns whether it is done. */
export function nameCommand(files: EarlierFiles, { path, command }: WaitingCommand): boolean {
  const done = AS_GOOD_AS_DONE.get(command);
  if (done !== undefined) {
    files.change(path, done);
    return true;
  }
  const shown = /^[a-z_]{1,40}$/.test(command) ? command : 'unknown';
  const instead = INSTEAD.get(command);
  const then = instead === undefined ? '' : `; ${instead}`;
  files.keep(path, `the command ${shown} was waiting and is not carried out${then}`);
  return false;
}

const AS_GOOD_AS_DONE: ReadonlyMap<string, string> = new Map([
  ['stop', 'asked to stop: no loop is started by the import'],
  ['reload_config', 'asked to read the config anew: the import has'],
]);

const INTERVENE = 'call intervene for it, if it is still meant';
/** What does the same here, by whoever still means it. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['retry_active', 'call retry_active, if it is still meant'],
  ['clear_stale_state', 'nothing is stale after the import'],
  ['cancel_work_item', 'call cancel for it, if it is still meant'],
  ...[
    ...['archive_blocked_task', 'supersede_task', 'retarget_task_dependency'],
    ...['resolve_incident', 'cancel_incident'],
  ].map((command) => [command, INTERVENE] as const),
]);
