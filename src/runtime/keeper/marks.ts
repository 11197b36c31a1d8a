import type { Disk } from '../ports/disk.ts';
import type { Identity } from '../ports/processes.ts';
import { readJson, readJsonLines } from './durable.ts';
import { ATTEMPT_FILES } from './files.ts';
import type { CancelReason, LaunchSpec } from './types.ts';

/**
 * The small files of an attempt, read and checked by hand: the keeper starts often and loads no
 * schema library. The owner checks `request.json` with its schema before it writes it; here only
 * what is used is looked at.
 */

/** Who may run the attempt: a keeper, or nobody any more. */
export interface Claim {
  readonly kind: 'keeper' | 'void';
  /** Of the first keeper, or of the owner that claimed it void. */
  readonly identity: Identity;
  /** The first keeper and those that took over from it, each one line of the file. */
  readonly keepers: readonly ClaimedKeeper[];
}

/** An earlier release wrote neither of the last two. */
export interface ClaimedKeeper {
  readonly pid: number;
  readonly start: string | null;
  /** Digest of its seal. */
  readonly seal: string | null;
}

export interface Spawning {
  /** CLOCK_MONOTONIC: one clock for all processes of a boot, so a successor keeps the deadline. */
  readonly monotonic_ms: number;
  readonly boot: string;
  readonly at: string;
}

export function readLaunch(disk: Disk, directory: string): LaunchSpec | null {
  const value = readJson(disk, `${directory}/${ATTEMPT_FILES.request}`);
  if (!isObject(value)) return null;
  const { attempt, argv, cwd, env, stdin, timeout_ms, silence_ms, stop } = value;
  if (typeof attempt !== 'string' || typeof cwd !== 'string') return null;
  if (!isTexts(argv) || !isTextRecord(env) || !isStopSteps(stop)) return null;
  if (stdin !== null && typeof stdin !== 'string') return null;
  if (typeof timeout_ms !== 'number' || typeof silence_ms !== 'number') return null;
  const env_pass = isTexts(value.env_pass) ? value.env_pass : [];
  const workspace = typeof value.workspace === 'string' ? { workspace: value.workspace } : {};
  return { attempt, ...workspace, argv, cwd, env, env_pass, stdin, timeout_ms, silence_ms, stop };
}

/** The line of whoever claims, of kind `successor` for a keeper that takes over. */
export function claimLine(
  kind: Claim['kind'] | 'successor',
  identity: Identity,
  more: Partial<Omit<ClaimedKeeper, 'pid'>> = {},
): string {
  return `${JSON.stringify({ kind, ...identity, ...more })}\n`;
}

/** Null when nothing can be said about who claimed it. What follows the first line may be torn. */
export function readClaim(disk: Disk, directory: string): Claim | null {
  const [first, ...more] = readJsonLines(disk, `${directory}/${ATTEMPT_FILES.claim}`);
  if (!isObject(first)) return null;
  const { kind, machine, boot, pid_namespace, uid, pid } = first;
  if (kind !== 'keeper' && kind !== 'void') return null;
  if (typeof machine !== 'string' || typeof boot !== 'string') return null;
  if (typeof pid_namespace !== 'string' || typeof uid !== 'number') return null;
  if (typeof pid !== 'number') return null;
  const identity = { machine, boot, pid_namespace, uid, pid };
  return { kind, identity, keepers: [first, ...more].flatMap(claimedKeeper) };
}

function claimedKeeper(value: unknown): ClaimedKeeper[] {
  if (!isObject(value) || typeof value.pid !== 'number') return [];
  const { pid, start, seal } = value;
  return [{ pid, start: textOrNull(start), seal: textOrNull(seal) }];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function readSpawning(disk: Disk, directory: string): Spawning | null {
  const value = readJson(disk, `${directory}/${ATTEMPT_FILES.spawning}`);
  if (!isObject(value)) return null;
  const { monotonic_ms, boot, at } = value;
  if (typeof monotonic_ms !== 'number') return null;
  if (typeof boot !== 'string' || typeof at !== 'string') return null;
  return Number.isNaN(Date.parse(at)) ? null : { monotonic_ms, boot, at };
}

/** Who says that the attempt has ended. Whether that is so is judged with the claim. */
export interface Signature {
  readonly attempt: string;
  readonly by: unknown;
  /** Null in a completion of an owner or of an earlier release. */
  readonly key: string | null;
}

export function readSignature(disk: Disk, directory: string): Signature | null {
  const value = readJson(disk, `${directory}/${ATTEMPT_FILES.completion}`);
  if (!isObject(value) || typeof value.attempt !== 'string') return null;
  return { attempt: value.attempt, by: value.by, key: textOrNull(value.key) };
}

/** Why the end was asked for, or null when it was not. */
export function readStopReason(disk: Disk, directory: string): string | null {
  const value = readJson(disk, `${directory}/${ATTEMPT_FILES.stopping}`);
  return isObject(value) && typeof value.reason === 'string' ? value.reason : null;
}

export function cancelText(reason: CancelReason): string {
  return `${JSON.stringify({ reason })}\n`;
}

/** Why an owner asked for the end; null when none did. An earlier release gave no reason. */
export function readCancelReason(disk: Disk, directory: string): CancelReason | null {
  const path = `${directory}/${ATTEMPT_FILES.cancel}`;
  if (disk.stat(path) === null) return null;
  const value = readJson(disk, path);
  return isObject(value) && value.reason === 'idle' ? 'idle' : 'cancelled';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string');
}

function isStopSteps(value: unknown): value is LaunchSpec['stop'] {
  return Array.isArray(value) && value.every(isStopStep);
}

function isStopStep(value: unknown): value is LaunchSpec['stop'][number] {
  return isObject(value) && typeof value.signal === 'string' && typeof value.grace_ms === 'number';
}
