/**
 * Everything the engine reaches outside of itself, as interfaces: the machine, the attempts of the
 * keeper, the source of plans, the config. No room asks the system for anything in another way.
 */

import type { Attempts } from '../../keeper/types.ts';
import type {
  AccountBudget,
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
  candidate(mode?: string): Candidate;
  currentness(adopted: Plan | null): Currentness;
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
  readonly vocabulary: () => Vocabulary;
  /** Where the assets of this release lie: absolute. */
  readonly assets: string;
  /** Identity of this boot of the machine. */
  readonly boot: string;
  /** Where stages edit, as the config says now: absolute. */
  readonly workDir: () => string;
  /** As the config says now. Throws `config_invalid` when it cannot be read. */
  readonly storage: () => StorageLimits;
  /** Likewise. */
  readonly usageGovernance: () => UsageGovernance;
  /** What the user lets all workspaces use together; null = there is no such budget. Throws likewise. */
  readonly budget: () => AccountBudget | null;
  /** What models cost, as the user, the workspace and this release say now. */
  readonly prices: () => PriceList;
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
