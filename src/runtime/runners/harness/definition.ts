/**
 * What all harnesses share. A harness says everything about itself in one definition; the pieces
 * beside this file read its events, name its failures and put its launch together. Nothing here knows
 * any one of them.
 */

import type { z } from 'zod';
import type { LaunchSpec } from '../../keeper/types.ts';
import type { HarnessRunner, HarnessWords, Permission, RunnerConfig } from '../../plan/index.ts';
import { withoutSequences } from '../../text/printable.ts';
import type { Activity } from './activity.ts';
import { type Login, type LoginSources, notKnown } from './login.ts';
import type { HarnessTable } from './table.ts';
import type {
  AttemptOutput,
  HarnessReport,
  LaunchInput,
  QuotaSource,
  RunnerAdapter,
  SessionRecord,
} from './types.ts';

/** What is known about a harness besides how it is spoken to. */
export interface HarnessFacts {
  readonly title: string;
  /** What the guide says of its table, in Markdown, behind its name; empty = nothing. */
  readonly about: string;
  /** The version that the end-to-end tests of this release run; null = they run none. */
  readonly tested_version: string | null;
  /** Finds the version in what it says to `--version`. */
  readonly version: RegExp;
  /** Keeps a `--version` from writing into the folders of the user. */
  readonly version_env: Readonly<Record<string, string>>;
  /** Commands for a person. */
  readonly install: string;
  readonly log_in: string;
  /**
   * Variables that hold its login or say where it lies. A client may hand its server none of them, so
   * that one who is logged in looks as if they were not.
   */
  readonly login_env: readonly string[];
  /** Where it notes the limits of its subscription; null = nowhere that is known. */
  readonly quota: QuotaSource | null;
  /** Command of this program that leads the dialogue with the harness; null = it needs none. */
  readonly dialogue: string | null;
}

/** What the config may not say to a harness. */
export interface SettingRules {
  /** Flags and words that the adapter says itself, or that would break what it reads. */
  readonly reserved_flags: readonly string[];
  /** The word that its arguments begin with; null = they begin with a flag. */
  readonly subcommand: string | null;
  /** Levels that it can keep; a lower one would be a promise that nobody keeps. */
  readonly permission_levels: readonly Permission[];
  /** Why they are not all, behind its title; empty when they are. */
  readonly permission_limit: string;
  /** Whether a plan names the thinking level as `model_reasoning_effort` too, as release 0.18.0 did. */
  readonly names_effort: boolean;
  /** Keys of its table in earlier releases, and what holds instead of each. */
  readonly retired_keys: Readonly<Record<string, string>>;
}

/** Something in the table of a harness that cannot be used. */
export interface SettingProblem {
  readonly path: readonly (string | number)[];
  readonly what: string;
  readonly next: string;
}

/** How a harness is configured: data alone, for the compiler as well as for the adapter. */
export interface HarnessSettings<Table extends HarnessTable, Runner extends HarnessRunner>
  extends SettingRules {
  /** Name of its table: `[runners.<table_name>]`. */
  readonly table_name: string;
  readonly table: z.ZodType<Table>;
  /** What a plan says of it. */
  readonly runner: z.ZodType<Runner>;
  /** A plan has no absent keys. */
  toRunner(table: Table): Runner;
  /** What no rule above says; mostly nothing. */
  problems(table: Table): readonly SettingProblem[];
}

/** Everything about one harness. Contract: what is missing here does not compile. */
export interface HarnessDefinition<
  Name extends string,
  Table extends HarnessTable,
  Runner extends HarnessRunner & { readonly adapter: Name },
> extends HarnessFacts {
  /** Name of its runner, and of its adapter in a plan. */
  readonly runner: Name;
  readonly settings: HarnessSettings<Table, Runner>;
  /** What stands for its settings; frozen in a plan, and the same for all its stages. */
  words(config: Runner): HarnessWords;
  launch(config: Runner, input: LaunchInput, words: HarnessWords): LaunchSpec;
  report(output: AttemptOutput, resumed: string | null): HarnessReport;
  /** One event of its output, for people who look on. */
  readonly activity: Activity;
  login(config: Runner, sources: LoginSources): Login;
  /** null = it keeps none that is known. */
  readonly record: SessionRecord | null;
}

/** What a table comes to. */
export interface Configuration {
  readonly table: HarnessTable;
  /** For the plan. */
  readonly runner: HarnessRunner;
  readonly problems: readonly SettingProblem[];
}

/** A harness as all others see it: the types of its own config are behind it. */
export interface Harness<Name extends string = string> extends HarnessFacts, SettingRules {
  readonly runner: Name;
  readonly table_name: string;
  /** Fills in what a table leaves out: an empty one is the default. */
  readonly table: z.ZodType<HarnessTable>;
  /** Takes what `table` accepts, and throws for anything else. */
  configure(table: unknown): Configuration;
  readonly activity: Activity;
  /** null = the plan says of it what this release does not know. */
  adapterOf(config: RunnerConfig): RunnerAdapter | null;
  /** The words that this release has for the settings; null = as above. */
  wordsOf(config: RunnerConfig): HarnessWords | null;
  login(config: RunnerConfig, sources: LoginSources): Login;
}

export function defineHarness<
  const Name extends string,
  Table extends HarnessTable,
  Runner extends HarnessRunner & { readonly adapter: Name },
>(definition: HarnessDefinition<Name, Table, Runner>): Harness<Name> {
  const { settings, words, launch, report, login, record, ...known } = definition;
  const { table, runner, toRunner, problems, ...rules } = settings;
  const configOf = (config: RunnerConfig) => runner.safeParse(config).data;
  return {
    ...known,
    ...rules,
    table,
    configure: (value) => {
      const read = table.parse(value);
      const own = toRunner(read);
      return { table: read, runner: { ...own, words: words(own) }, problems: problems(read) };
    },
    adapterOf: (config) => {
      const own = configOf(config);
      if (own === undefined) return null;
      return {
        launch: (input) => launch(own, input, own.words ?? words(own)),
        report: (output, resumed) => withPlainText(report(output, resumed)),
        record,
      };
    },
    wordsOf: (config) => {
      const own = configOf(config);
      return own === undefined ? null : words(own);
    },
    login: (config, sources) => {
      const own = configOf(config);
      return own === undefined ? notKnown('the plan is of another release') : login(own, sources);
    },
  };
}

/** A marker may be painted for a terminal. */
function withPlainText(report: HarnessReport): HarnessReport {
  return { ...report, final_text: withoutSequences(report.final_text) };
}
