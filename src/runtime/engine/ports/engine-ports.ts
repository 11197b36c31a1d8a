/**
 * Everything the engine reaches outside of itself, as interfaces: the machine, the attempts of the
 * keeper, the source of plans, the config. No room asks the system for anything in another way.
 */

import type { Attempts } from '../../keeper/types.ts';
import type {
  AccountBudget,
  Boundary,
  Plan,
  RunnerConfig,
  UsageGovernance,
  VocabularyFile,
} from '../../plan/index.ts';
import type {
  Clock,
  Disk,
  Gzip,
  Hash,
  Ids,
  Lock,
  Machine,
  Programs,
  Sinks,
  Tree,
  TreeNotes,
  Trust,
  TrustItem,
  Wake,
} from '../../ports/index.ts';
import type { Prices } from '../../runners/index.ts';

/**
 * Where plans come from. The compiler stands above the runtime, so it is handed in. Contract:
 * neither throws for bad input.
 */
export interface PlanSource {
  /** Without a mode the one that the config names; without a config what its file says now. */
  candidate(mode?: string, config?: ConfigBytes): Candidate;
  /** In place of an adopted plan: of its mode, unless the config names another one since. */
  successor(adopted: Plan, config?: ConfigBytes): Candidate;
  currentness(adopted: Plan | null, config?: ConfigBytes): Currentness;
  /** Every runner that the workspace could use, by its name. */
  runners(): Readonly<Record<string, RunnerConfig>>;
  /** All of a plan that executes or instructs. */
  trustItems(plan: Plan): readonly TrustItem[];
  /** The same of a runner alone. */
  runnerItems(name: string, config: RunnerConfig): readonly TrustItem[];
}

export interface Candidate {
  readonly plan: Plan | null;
  /** Canonical text of the plan. */
  readonly json: string;
  /** sha256 -> bytes of every prompt and skill that the plan names. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  /** One line for each error, when there is no plan. */
  readonly problems: readonly string[];
  /** Those of them that lie in the config. */
  readonly config_problems: readonly string[];
  readonly warnings: readonly Warning[];
}

/** Something in the sources that keeps no plan from being made. */
export interface Warning {
  /** Below `millrace-agents/`. */
  readonly path: string;
  readonly what: string;
  readonly next: string;
}

export interface Currentness {
  readonly state: 'current' | 'stale' | 'missing' | 'unknown';
  readonly reasons: readonly string[];
}

/** Of a config that is kept elsewhere than in its file; null = there was none. */
export type ConfigBytes = Uint8Array | null;

/** The config that counts; `sha256` null = there is no file, so the defaults do. */
export interface ConfigInForce {
  readonly sha256: string | null;
  readonly bytes: ConfigBytes;
}

/** `millrace.toml` as it lies there. Contract: nothing throws. */
export interface ConfigSource {
  read(): ConfigFile;
  /** Keys with another value, defaults counted, and when each of them counts. */
  changes(before: ConfigBytes, after: ConfigBytes): readonly ConfigKeyChange[];
}

export type ConfigFile =
  | { readonly is: 'text'; readonly bytes: Uint8Array }
  | { readonly is: 'absent' }
  | { readonly is: 'bad'; readonly why: string };

export interface ConfigKeyChange {
  /** As in the file: `limits.attempts_per_item`. */
  readonly key: string;
  readonly boundary: Boundary;
}

/** `[storage]` of the config: what `gc` may let go. */
export interface StorageLimits {
  readonly keep_archive_days: number;
  readonly keep_output_of_closed_lineages_days: number;
  readonly max_archive_mb: number;
}

/** What models cost. */
export interface PriceList extends Prices {
  /** Of the list of this release: where it comes from, and of which day it is. */
  readonly source: { readonly source: string; readonly version: string; readonly as_of: string };
  /** Why prices of one's own cannot be read; null = they can. */
  readonly problem: string | null;
}

/** What of the config says how a loop behaves. */
export interface LoopSettings {
  /** How long a file must be left alone before it is read. */
  readonly debounce_ms: number;
  /** How often a loop with nothing to do looks around, in case no hint comes. */
  readonly idle_sleep_seconds: number;
  /** Whether answers lead to a loop, or to one stage after the other. */
  readonly run_style: 'once' | 'daemon';
}

/** `[watchers]` of the config: which folders are watched, and how long a file must be left alone. */
export interface WatcherSettings {
  readonly enabled: boolean;
  readonly debounce_ms: number;
  readonly watch_ideas_inbox: boolean;
  readonly watch_specs_queue: boolean;
}

/** With the boot it names a process for ever. */
export interface OwnIdentity {
  readonly pid: number;
  readonly start: string;
  readonly machine: string;
  readonly pid_namespace: string;
  /** Name of the machine, for people. */
  readonly host: string;
  readonly version: string;
}

/** How people name the parts of a document, as the package and the workspace say now. */
export interface Vocabulary {
  readonly files: readonly VocabularyFile[];
  /** Files of the workspace that cannot be used, one line for each. */
  readonly problems: readonly string[];
}

/** Everything the engine reaches outside of itself. */
export interface EnginePorts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly lock: Lock;
  readonly tree: Tree;
  readonly notes: TreeNotes;
  readonly machine: Machine;
  readonly programs: Programs;
  readonly gzip: Gzip;
  /** Attempts below the given folder, of the workspace with that long id. */
  readonly attempts: (folder: string, workspace: () => string) => Attempts;
  readonly plans: PlanSource;
  readonly config: ConfigSource;
  readonly vocabulary: () => Vocabulary;
  /** Where the assets of this release lie: absolute. */
  readonly assets: string;
  /** Identity of this boot of the machine. */
  readonly boot: string;
  /** Where stages edit, absolute; without a config as its file says now. */
  readonly workDir: (config?: ConfigBytes) => string;
  /** Likewise. Throws `config_invalid` when it cannot be read. */
  readonly storage: (config?: ConfigBytes) => StorageLimits;
  /** Likewise. */
  readonly usageGovernance: (config?: ConfigBytes) => UsageGovernance;
  /** Likewise. */
  readonly loopSettings: (config?: ConfigBytes) => LoopSettings;
  /** What the user lets all workspaces use together; null = there is no such budget. Throws likewise. */
  readonly budget: () => AccountBudget | null;
  /** What models cost, as the user, the workspace and this release say; of the workspace likewise. */
  readonly prices: (config?: ConfigBytes) => PriceList;
  /** As the config says now, or nothing is watched. */
  readonly watchers: () => WatcherSettings;
  readonly wake: Wake;
  /** The user's folder for what lies outside of workspaces; null = this user has none. */
  readonly state_home: string | null;
  /** Where the user of this process wants to hear of things. */
  readonly sinks: Sinks;
  /** What the user of this process has agreed to. */
  readonly trust: Trust;
  /** Who this process is, for whoever finds the workspace owned. */
  readonly identity: OwnIdentity;
  /** Start time of a live process in the kernel's own unit; null when there is none of that pid. */
  readonly startOf: (pid: number) => string | null;
  /** Environment from which runners take what their allow-list names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This Node and this program's entry file. */
  readonly self: { readonly node: string; readonly millrace: string };
}
