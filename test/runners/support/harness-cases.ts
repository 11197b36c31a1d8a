import type { HarnessRunner } from '../../../src/runtime/plan/index.ts';
import type {
  HarnessReport,
  LaunchInput,
  SessionPlace,
} from '../../../src/runtime/runners/harness/types.ts';
import type { FailureClass, Harness } from '../../../src/runtime/runners/index.ts';
import { sample } from '../../support/runners/harnesses.ts';

/** All that the tables want to know of one harness. What is missing does not compile. */
export interface HarnessCases<Config extends HarnessRunner> {
  readonly harness: Harness;
  /** As a plan names it; a case changes keys of it. */
  readonly config: Config;
  /** What has to be installed. */
  readonly program: string;
  /** How it is started when nothing else is said. */
  readonly launch: {
    readonly argv: readonly string[];
    /** Beside what every stage is told. */
    readonly env: Readonly<Record<string, string>>;
    /** Variables that are passed on by name, beside those of the network. */
    readonly secrets: readonly string[];
  };
  readonly launches: readonly LaunchCase<Config>[];
  /** Flags of a launch that its user may say as well, because they add up. */
  readonly repeatable: readonly string[];
  /** What it printed once when all went well, and the whole report of it. */
  readonly sample: { readonly stdout: Uint8Array; readonly report: HarnessReport };
  readonly reports: readonly ReportCase[];
  readonly places: readonly PlacesCase[];
  readonly usages: readonly UsageCase[];
  readonly logins: readonly LoginCase<Config>[];
  /** What it says to `--version`, and the version in it. */
  readonly versions: readonly (readonly [text: string, version: string | undefined])[];
  /** null = what it prints has passed a program of ours. */
  readonly speaker: Speaker | null;
}

/** Parts of the command line that are there, and such that are not. */
export interface LaunchCase<Config> {
  readonly name: string;
  readonly config?: Partial<Config>;
  readonly input?: Partial<LaunchInput>;
  readonly has?: readonly (string | RegExp)[];
  readonly lacks?: readonly string[];
  /** Variables that are set, such that are not, and such that are passed on by name. */
  readonly set?: Readonly<Record<string, string>>;
  readonly unset?: readonly string[];
  readonly passes?: readonly string[];
}

export interface ReportCase {
  readonly name: string;
  readonly stdout: Uint8Array | string;
  /** The beginning of a long output, of which `stdout` is the end. */
  readonly stdout_head?: Uint8Array;
  readonly stderr?: string;
  readonly status?: number;
  readonly resumed?: string;
  /** Parts that the report has. */
  readonly report: Readonly<{ [Key in keyof HarnessReport]?: unknown }>;
}

/** Where the record of a session may lie. */
export interface PlacesCase {
  readonly name: string;
  readonly session: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly places: readonly SessionPlace[];
}

/** What the record of a session says that was spent. */
export interface UsageCase {
  readonly name: string;
  readonly record: Uint8Array | string;
  readonly since: string;
  readonly usage: object | null;
}

export interface LoginCase<Config> {
  readonly name: string;
  readonly files?: Readonly<Record<string, string | null>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: Partial<Config>;
  /** State, account and what tells it. */
  readonly login: string;
}

/** Logins that a text of one file says, in one row each. */
export function loginsIn(
  path: string,
  rows: readonly (readonly [text: string, login: string])[],
): LoginCase<never>[] {
  return rows.map(([text, login]) => ({
    name: `${path}: ${text}`,
    files: { [path]: text },
    login,
  }));
}

/** And those that a variable says. */
export function loginsBy(
  rows: readonly (readonly [variable: string, value: string, login: string])[],
): LoginCase<never>[] {
  return rows.map(([variable, value, login]) => ({
    name: `the variable ${variable}=${value}`,
    env: { [variable]: value },
    login,
  }));
}

/** A stream that ends well, in its order: the session `one`, the answer, the end. */
export interface Speaker {
  readonly session: object;
  says(text: string): object;
  readonly end: object;
}

/** A report on what was printed; `more`: how the process ended, and the like. */
export function reading(
  name: string,
  stdout: ReportCase['stdout'],
  report: ReportCase['report'],
  more: Omit<ReportCase, 'name' | 'stdout' | 'report'> = {},
): ReportCase {
  return { name, stdout, report, ...more };
}

/** Samples of a harness that could not work. */
export function failedSamples(
  rows: readonly (readonly [name: string, status: number, failure_class: FailureClass])[],
  more: ReportCase['report'] = {},
): ReportCase[] {
  return rows.map(([name, status, failure_class]) => ({
    name: `${name} with status ${status} is ${failure_class}`,
    stdout: sample(name),
    status,
    report: { clean: false, trouble: { failure_class }, ...more },
  }));
}

/** A harness that refuses to start in the session that it should go on in. */
export function refusals(
  resumed: string,
  rows: readonly (readonly [stderr: string, status: number, failure_class: FailureClass])[],
): ReportCase[] {
  return rows.map(([stderr, status, failure_class]) => ({
    name: `refuses to start (${stderr.slice(0, 40)}): ${failure_class}`,
    stdout: '',
    stderr,
    status,
    resumed,
    report: {
      trouble: { failure_class },
      session: failure_class === 'attempt_lost' ? null : resumed,
    },
  }));
}
