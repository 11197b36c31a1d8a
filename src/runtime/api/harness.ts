/** One runner as it stands on this machine. Nothing of a secret is in it. */
export interface HarnessView {
  /** Name in the plan. */
  readonly runner: string;
  readonly harness: string;
  /** As it is configured. */
  readonly program: string;
  readonly installed: 'yes' | 'missing' | 'folder' | 'not_executable' | 'no_adapter';
  /** null = it does not say, or was not asked. */
  readonly version: string | null;
  /** False = nobody has trusted what it is started with here, so it was not asked for its version. */
  readonly asked: boolean;
  /** null = an agent of the user's own. */
  readonly tested_version: string | null;
  readonly age: 'tested' | 'older' | 'newer' | 'unknown';
  readonly login: 'yes' | 'no' | 'unknown';
  readonly account: 'subscription' | 'api_key' | 'unknown';
  /** What tells about the login: a variable or a file by its name. */
  readonly login_by: string;
  /** Of stages for which nothing else is said; null = it has no levels. */
  readonly permission: 'basic' | 'elevated' | 'maximum' | null;
  /** What keeps it from running stages, and what to do about it; null = nothing that is known. */
  readonly problem: { readonly what: string; readonly next: string } | null;
}

/** How stages are started, secrets hidden. */
export interface StageCommandView {
  readonly runner: string;
  /** Stages that are started alike, as `<plane>/<node>`. */
  readonly stages: readonly string[];
  /** As a shell would take it, with words in braces for what each attempt has of its own. */
  readonly command: string;
  /** Names of variables that are set, and of those that are passed on where the user has them. */
  readonly env_set: readonly string[];
  readonly env_passed: readonly string[];
}

/** Every known harness, and how the stages of the plan are started. */
export interface HarnessTable {
  readonly harnesses: readonly HarnessView[];
  readonly commands: readonly StageCommandView[];
}

/** What one tiny stage came to. */
export interface ProbeView {
  readonly runner: string;
  readonly harness: string;
  readonly ok: boolean;
  readonly failure_class: string | null;
  readonly detail: string;
  readonly seconds: number;
  readonly total_tokens: number | null;
  readonly session: string | null;
}

export interface ProbeInput {
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}
