import type { z } from 'zod';
import type { EarlierFiles } from './files.ts';
import { governance, SNAPSHOT_FILE, type Snapshot } from './formats.ts';
import type { WaitingCommand } from './mailbox.ts';

/** Why nothing may be spent after the import until somebody lifts it, or until its time. */
export interface EarlierPause {
  readonly source: string;
  readonly reason: string;
  readonly until: string | null;
}

const GOVERNANCE_FILE = 'state/usage_governance_state.json';
const GOVERNANCE = 'usage_governance';
const OPERATOR = 'operator';
/** Not the source of this release's own governance, which would lift it by rules that may differ. */
const GOVERNED = 'usage_before_import';

type Add = (source: string, reason: string, until?: string | null) => void;

interface Known {
  readonly snapshot: Snapshot | null;
  readonly commands: readonly WaitingCommand[];
  /** What may have limited use and cannot be read. */
  readonly lost_limits: string | null;
  readonly now_ms: number;
}

/** All that paused it: what its snapshot says, its governance, and commands that nobody has read yet. */
export function pausesIn(
  files: EarlierFiles,
  { snapshot, commands, lost_limits, now_ms }: Known,
): EarlierPause[] {
  const pauses = new Map<string, EarlierPause>();
  const add: Add = (source, reason, until = null) => {
    if (!pauses.has(source)) pauses.set(source, { source, reason, until });
  };
  for (const source of snapshot?.pause_sources ?? []) {
    if (source !== GOVERNANCE) add(sourceName(source), 'paused before the import');
  }
  const lanes = Object.entries(snapshot?.lanes_by_id ?? {}).filter(([, lane]) => rests(lane));
  for (const [lane] of lanes) add(OPERATOR, `lane ${lane} was paused before the import`);
  const state = files.json(GOVERNANCE_FILE, governance);
  addGoverned(state, snapshot, now_ms, add);
  if (lost_limits !== null)
    add(GOVERNED, `${lost_limits}; set the limits that are to hold, then resume`);
  if (snapshot?.paused && pauses.size === 0) add(OPERATOR, 'paused before the import');
  for (const { command, path } of commands) {
    if (command === 'pause') add(OPERATOR, 'a pause was waiting in the mailbox at the import');
    else if (command === 'resume') pauses.delete(OPERATOR);
    else continue;
    files.change(path, `the command ${command} was waiting and is carried out by the import`);
  }
  // No command that waited lifts what nobody can read.
  const isUnknown =
    isDamaged(files, SNAPSHOT_FILE, snapshot) || isDamaged(files, GOVERNANCE_FILE, state);
  if (isUnknown) add(OPERATOR, UNKNOWN);
  return [...pauses.values()];
}

const UNKNOWN = 'whether it was paused before the import cannot be read';

function isDamaged(files: EarlierFiles, path: string, content: object | null): boolean {
  return content === null && files.read(path).is !== 'absent';
}

/** By any of the words in which releases say it: `paused`, `pause_requested`, a status. */
function rests(lane: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(lane).some(([key, value]) => {
    if (key === 'status') return value === 'paused' || value === 'pausing';
    return key.includes('pause') && value !== null && value !== false && !isEmpty(value);
  });
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

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

function sourceName(source: string): string {
  return /^[a-z][a-z0-9_]{0,39}$/.test(source) ? source : OPERATOR;
}
