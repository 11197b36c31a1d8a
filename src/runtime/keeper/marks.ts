import type { Disk } from '../ports/disk.ts';
import type { Identity } from '../ports/processes.ts';
import { readJson } from './durable.ts';
import { ATTEMPT_FILES } from './files.ts';
import type { LaunchSpec } from './types.ts';

/**
 * The small files of an attempt, read and checked by hand: the keeper starts often and loads no
 * schema library. The owner checks `request.json` with its schema before it writes it; here only
 * what is used is looked at.
 */

/** Who may run the attempt: a keeper, or nobody any more. */
export interface Claim {
  readonly kind: 'keeper' | 'void';
  readonly identity: Identity;
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
  return { attempt, argv, cwd, env, env_pass, stdin, timeout_ms, silence_ms, stop };
}

export function claimText(kind: Claim['kind'], identity: Identity): string {
  return `${JSON.stringify({ kind, ...identity })}\n`;
}

export function readClaim(disk: Disk, directory: string): Claim | null {
  const value = readJson(disk, `${directory}/${ATTEMPT_FILES.claim}`);
  if (!isObject(value)) return null;
  const { kind, machine, boot, pid_namespace, uid, pid } = value;
  if (kind !== 'keeper' && kind !== 'void') return null;
  if (typeof machine !== 'string' || typeof boot !== 'string') return null;
  if (typeof pid_namespace !== 'string' || typeof uid !== 'number') return null;
  if (typeof pid !== 'number') return null;
  return { kind, identity: { machine, boot, pid_namespace, uid, pid } };
}

export function readSpawning(disk: Disk, directory: string): Spawning | null {
  const value = readJson(disk, `${directory}/${ATTEMPT_FILES.spawning}`);
  if (!isObject(value)) return null;
  const { monotonic_ms, boot, at } = value;
  if (typeof monotonic_ms !== 'number') return null;
  if (typeof boot !== 'string' || typeof at !== 'string') return null;
  return { monotonic_ms, boot, at };
}

/** Why the end was asked for, or null when it was not. */
export function readStopReason(disk: Disk, directory: string): string | null {
  const value = readJson(disk, `${directory}/${ATTEMPT_FILES.stopping}`);
  return isObject(value) && typeof value.reason === 'string' ? value.reason : null;
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
