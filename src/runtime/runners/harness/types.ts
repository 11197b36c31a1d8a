import type { LaunchSpec } from '../../keeper/types.ts';
import type { QuotaReadings } from '../../kernel/facts/governance.ts';
import type { PlanNode } from '../../plan/index.ts';
import type { Disk } from '../../ports/disk.ts';
import type { HarnessError } from './failures.ts';
import type { HarnessUsage } from './usage.ts';

/** What an adapter needs to translate a stage into a process. All paths absolute. */
export interface LaunchInput {
  readonly attempt: string;
  /** Long id of the workspace. */
  readonly workspace: string;
  readonly node: PlanNode;
  readonly attempt_dir: string;
  readonly work_dir: string;
  /** Harness session to resume, or null. */
  readonly session: string | null;
  /** The owner's environment; the adapter takes only what its allow-list names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This Node and this program's entry file, for `{node}` and `{millrace}`. */
  readonly self: { readonly node: string; readonly millrace: string };
}

/** Bytes an attempt left behind, read once. */
export interface AttemptOutput {
  readonly stdout: Uint8Array;
  /** Its beginning, where `stdout` is only the end of it; else empty. */
  readonly stdout_head: Uint8Array;
  readonly stderr: Uint8Array;
  /** The files of the hand-back; name with forward slashes -> bytes. */
  readonly out: ReadonlyMap<string, Uint8Array>;
  /** Parts of the hand-back that could not be read, and why: errors for the stage. */
  readonly unread: readonly string[];
  readonly exit_code: number | null;
  /** ISO time of its end. */
  readonly ended_at: string;
  /** What was left out of the reading, and why. */
  readonly notes: readonly string[];
}

/** What the harness said, in one shape for all harnesses. */
export interface HarnessReport {
  /** Text that may hold the terminal marker. */
  readonly final_text: string;
  /** Whether the harness ended its work in the way that it calls clean. */
  readonly clean: boolean;
  /** null = unknown; the harness's own record of the session may still tell. */
  readonly usage: HarnessUsage | null;
  /** Session that a next attempt may go on in, or null. */
  readonly session: string | null;
  /** What the harness said about why it could not work; null when it said nothing. */
  readonly trouble: HarnessError | null;
  readonly notes: readonly string[];
  /** What it said of its limits; absent = nothing. */
  readonly quota?: Partial<QuotaReadings>;
}

/** A file by the folder that it lies in and the end of its name, which alone is known. */
export interface SessionPlace {
  readonly folder: string;
  readonly name_ends_with: string;
}

/** The harness's own record of a session: it tells what was spent when the output does not. */
export interface SessionRecord {
  /** Where it may lie, the likeliest place first; `launch` is how the attempt was started. */
  places(launch: LaunchSpec, session: string): readonly SessionPlace[];
  /** What was spent from `since` on; null when it does not say. */
  usage(bytes: Uint8Array, since: string): HarnessUsage | null;
}

/** A harness adapter: pure translations. Contract: none throws for anything a harness may print. */
export interface RunnerAdapter {
  launch(input: LaunchInput): LaunchSpec;
  /** `resumed`: the session that the attempt was started in, or null for a fresh one. */
  report(output: AttemptOutput, resumed: string | null): HarnessReport;
  /** null = it keeps none that is known. */
  readonly record: SessionRecord | null;
}

/** Where it may lie. */
export interface QuotaPlaces {
  readonly disk: Disk;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's folder for what lies outside of workspaces; null = this user has none. */
  readonly state_home: string | null;
  readonly now_ms: number;
}

/** What a harness notes of the limits of a subscription. */
export interface QuotaSource {
  /** As the config names it. */
  readonly provider: string;
  /** The newest that is known. Contract: throws for nothing that may lie there. */
  read(places: QuotaPlaces): QuotaReadings;
}
