import { z } from 'zod';
import type { AttemptLife } from '../api/index.ts';
import { timestamp } from '../plan/index.ts';

export {
  ATTEMPT_FILES,
  ATTEMPT_VARIABLE,
  COMPLETION_SIZE_BYTES,
  KEEPER_STATUS,
  KEEPER_VARIABLE,
  MARK_VARIABLE,
  SPARE_FOLDER,
} from './files.ts';

export const stopStep = z.strictObject({ signal: z.string(), grace_ms: z.number().min(0) });

/** `request.json`. */
export const launchSpec = z.strictObject({
  attempt: z.string(),
  /** Long id of the workspace when it was dispatched; an earlier release wrote none. */
  workspace: z.string().optional(),
  argv: z.array(z.string()).min(1),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
  /** Variables that the keeper passes on from its own environment: secrets are stored nowhere. */
  env_pass: z.array(z.string()).optional(),
  /** File in the attempt directory that becomes stdin, or null for the null device. */
  stdin: z.string().nullable(),
  timeout_ms: z.number().min(0),
  /** 0 = never. */
  silence_ms: z.number().min(0),
  stop: z.array(stopStep),
});
export type LaunchSpec = z.infer<typeof launchSpec>;

/** `completion`. */
export const completion = z.strictObject({
  attempt: z.string(),
  outcome: z.enum(['exited', 'stopped', 'lost', 'never_spawned']),
  /**
   * Why it was stopped: `cancelled`, `idle`, `deadline`, `silence`, `output`, `directory_gone`; or the
   * system's error of a failed start.
   */
  reason: z.string().nullable(),
  exit_code: z.number().nullable(),
  by: z.enum(['first', 'successor', 'owner']),
  /** Only the keeper that the claim names knows it; see `seal.ts`. An earlier release wrote none. */
  key: z.string().optional(),
  /** Processes killed by the sweep. */
  swept: z.number(),
  started_at: timestamp.nullable(),
  ended_at: timestamp,
  duration_ms: z.number(),
  stdout_bytes: z.number(),
  stderr_bytes: z.number(),
});
export type Completion = z.infer<typeof completion>;

/** What one look at one attempt finds. Only `completed` has an end; the rest says what to wait for. */
export type AttemptView =
  | { readonly row: 'completed'; readonly completion: Completion }
  /** Own keeper was just spawned and has not claimed yet. */
  | { readonly row: 'starting' }
  /** Claimed void by an owner: it never ran and never will. */
  | { readonly row: 'void' }
  /** A keeper holds the lock: adopted. */
  | { readonly row: 'held' }
  /** The keeper is dead, its harness lives: a successor keeper was started. */
  | { readonly row: 'succeeding' }
  /** The directory is gone; keeper and harness were ended. */
  | { readonly row: 'directory_missing' }
  /** Another machine, pid namespace or user wrote the claim: nobody here can tell whether it lives. */
  | { readonly row: 'not_judgeable'; readonly why: string };

/** `idle`: it had handed back and did nothing more. */
export type CancelReason = 'cancelled' | 'idle';

/** Process, by pid and start time -> milliseconds. */
export type ProcessorUse = ReadonlyMap<string, number>;

/** The owner's side of attempts. Everything here happens outside the journal; the caller records. */
export interface Attempts {
  /** Absolute path of the directory. */
  directory(attempt: string): string;
  /**
   * Makes the directory and the way in which its harness is started durable. `files`: path below
   * the directory -> content; no process that would read them outlives a loss of power, so they
   * are not waited for. Throws when the directory exists already.
   */
  prepare(spec: LaunchSpec, files: ReadonlyMap<string, string | Uint8Array>): void;
  /** Starts the first keeper. Only after the dispatch record is durable. */
  spawn(attempt: string): void;
  /** A stage runs and nobody waits: makes the start of the next one quick. For an owner that stays. */
  ready(): void;
  /** Nothing runs, or the owner goes: what was made ready ends. */
  standDown(): void;
  look(attempt: string): AttemptView;
  /** Changes nothing and decides nothing. */
  lifeOf(attempt: string): AttemptLife;
  /** Asks for the end; the completion follows and gives the reason. Safe to repeat: the first one counts. */
  cancel(attempt: string, reason?: CancelReason): void;
  /** What its processes have used of the processor so far. Null where nobody can tell. */
  processorUse(attempt: string): ProcessorUse | null;
  /** Resolves when something may have changed in the directory, at the latest after `ms`. */
  wait(attempt: string, ms: number, signal?: AbortSignal): Promise<void>;
}
