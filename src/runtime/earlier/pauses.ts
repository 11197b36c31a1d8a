import type { z } from 'zod';
import type { EarlierFiles, Finding } from './files.ts';
import { governance, mail, SNAPSHOT_FILE, type Snapshot } from './formats.ts';

/** Why nothing may be spent after the import until somebody lifts it, or until its time. */
export interface EarlierPause {
  readonly source: string;
  readonly reason: string;
  readonly until: string | null;
}

const GOVERNANCE_FILE = 'state/usage_governance_state.json';
const INCOMING = 'state/mailbox/incoming';
const GOVERNANCE = 'usage_governance';
const OPERATOR = 'operator';
/** Not the source of this release's own governance, which would lift it by rules that may differ. */
const GOVERNED = 'usage_before_import';

/** All that paused it: what its snapshot says, its governance, and commands that nobody has read yet. */
export function pausesIn(
  files: EarlierFiles,
  snapshot: Snapshot | null,
  now_ms: number,
): EarlierPause[] {
  const pauses = new Map<string, EarlierPause>();
  const add = (source: string, reason: string, until: string | null = null) => {
    if (!pauses.has(source)) pauses.set(source, { source, reason, until });
  };
  for (const source of snapshot?.pause_sources ?? []) {
    if (source !== GOVERNANCE) add(sourceName(source), 'paused before the import');
  }
  const paused = Object.entries(snapshot?.lanes_by_id ?? {}).filter(([, lane]) => lane.paused);
  for (const [lane] of paused) add(OPERATOR, `lane ${lane} was paused before the import`);
  const state = files.json(GOVERNANCE_FILE, governance);
  addGoverned(state, snapshot, now_ms, add);
  if (isDamaged(files, SNAPSHOT_FILE, snapshot) || isDamaged(files, GOVERNANCE_FILE, state))
    add(OPERATOR, 'whether it was paused before the import cannot be read');
  if (snapshot?.paused && pauses.size === 0) add(OPERATOR, 'paused before the import');
  for (const command of waitingCommands(files)) {
    if (command === 'pause') add(OPERATOR, 'a pause was waiting in the mailbox at the import');
    else pauses.delete(OPERATOR);
  }
  return [...pauses.values()];
}

function isDamaged(files: EarlierFiles, path: string, content: object | null): boolean {
  return content === null && files.read(path).is !== 'absent';
}

type Add = (source: string, reason: string, until?: string | null) => void;

function addGoverned(
  state: z.output<typeof governance> | null,
  snapshot: Snapshot | null,
  now_ms: number,
  add: Add,
): void {
  const named = snapshot?.pause_sources.includes(GOVERNANCE) ?? false;
  if (!named && state?.paused_by_governance !== true) return;
  const [blocker] = state?.active_blockers ?? [];
  const why =
    blocker === undefined
      ? 'usage governance had paused it before the import'
      : `usage rule ${blocker.rule_id} (${blocker.window}) had ${blocker.observed} of ${blocker.threshold}`;
  const at = state?.auto_resume === false ? null : (state?.next_auto_resume_at ?? null);
  if (at !== null && Date.parse(at) > now_ms) return add(GOVERNED, why, at);
  // Nobody was there when its time came: whether to go on now is asked of a person, not assumed.
  const late = at === null ? '' : `; its time, ${at}, was over at the import`;
  add(GOVERNED, `${why}${late}`);
}

/** What was in the mailbox and pauses or goes on, in the order in which it was sent; the rest is named. */
function waitingCommands(files: EarlierFiles): string[] {
  const found: { readonly at: number; readonly command: string }[] = [];
  for (const { name, kind } of files.list(INCOMING)) {
    const path = `${INCOMING}/${name}`;
    if (kind !== 'file' || !name.endsWith('.json')) {
      files.keep(path, 'is no command');
      continue;
    }
    const sent = files.json(path, mail);
    if (sent === null) continue;
    const { command, issued_at } = sent;
    if (command === 'pause' || command === 'resume') {
      found.push({ at: Date.parse(issued_at), command });
      files.change(path, `the command ${command} was waiting and is carried out by the import`);
    } else files.say(waiting(path, command));
  }
  return found.sort((one, other) => one.at - other.at).map(({ command }) => command);
}

function waiting(path: string, command: string): Finding {
  if (command === 'stop') {
    return { path, fate: 'changed', what: 'asked to stop: no loop is started by the import' };
  }
  const shown = /^[a-z_]{1,40}$/.test(command) ? command : 'unknown';
  return { path, fate: 'kept', what: `the command ${shown} was waiting and is not carried out` };
}

function sourceName(source: string): string {
  return /^[a-z][a-z0-9_]{0,39}$/.test(source) ? source : OPERATOR;
}
