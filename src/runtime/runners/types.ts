import type { LaunchSpec } from '../keeper/types.ts';
import type { TokenUsage } from '../kernel/changes.ts';
import type { PlanNode, RunnerConfig } from '../plan/index.ts';

/** What an adapter needs to translate a stage into a process. All paths absolute. */
export interface LaunchInput {
  readonly attempt: string;
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
  readonly stderr: Uint8Array;
  /** Regular files below `out/`, bounded; name with forward slashes -> bytes. */
  readonly out: ReadonlyMap<string, Uint8Array>;
  readonly exit_code: number | null;
  /** What was left out of the reading, and why. */
  readonly notes: readonly string[];
}

/** What the harness said, in one shape for all harnesses. */
export interface HarnessReport {
  /** Text that may hold the terminal marker. */
  readonly final_text: string;
  /** Whether the harness ended its work in the way that it calls clean. */
  readonly clean: boolean;
  readonly usage: TokenUsage | null;
  readonly session: string | null;
  /** Set when the trouble is the provider's, so that no recovery budget is spent. */
  readonly provider_trouble: {
    readonly failure_class: string;
    readonly retry_after_ms: number | null;
  } | null;
  readonly notes: readonly string[];
}

/** A harness adapter: two pure translations. Contract: neither throws for anything a harness may print. */
export interface RunnerAdapter {
  launch(config: RunnerConfig, input: LaunchInput): LaunchSpec;
  report(config: RunnerConfig, output: AttemptOutput): HarnessReport;
}
