import { markOf } from '../../keeper/mark.ts';
import {
  ATTEMPT_FILES,
  ATTEMPT_VARIABLE,
  type LaunchSpec,
  MARK_VARIABLE,
} from '../../keeper/types.ts';
import type { HarnessRunner, Permission, PlanNode } from '../../plan/index.ts';
import type { LaunchInput } from './types.ts';

/** What adapters have in common when they start a harness. */

const MS_PER_SECOND = 1000;

/**
 * Variables whose values say where things are and how to write text; no secrets. They are stored
 * with the attempt, so that whoever reads its end looks into the same folders.
 */
const PLACES: readonly string[] = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TERM',
  'TZ',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'LC_MESSAGES',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
];

/** A proxy address may hold a password. */
export const NETWORK_VARIABLES: readonly string[] = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
];

/** What one harness needs beside that. */
export interface OwnVariables {
  /** Stored with their values. */
  readonly places: readonly string[];
  /** Passed on by name. */
  readonly secrets: readonly string[];
  /** Set by the adapter. */
  readonly set: Readonly<Record<string, string>>;
}

export function launchOf(
  config: HarnessRunner,
  input: LaunchInput,
  argv: readonly string[],
  own: OwnVariables,
): LaunchSpec {
  return {
    attempt: input.attempt,
    workspace: input.workspace,
    argv: [...argv],
    cwd: input.work_dir,
    env: {
      ...valuesOf([...PLACES, ...own.places], input.env),
      ...own.set,
      ...config.env,
      ...attemptVariables(input),
    },
    env_pass: [...NETWORK_VARIABLES, ...own.secrets, ...config.env_allow],
    stdin: ATTEMPT_FILES.prompt,
    timeout_ms: timeoutMs(input.node),
    silence_ms: config.silence_ms,
    stop: config.stop,
  };
}

export function timeoutMs(node: PlanNode): number {
  return node.timeout_seconds * MS_PER_SECOND;
}

/** What every stage is told by its environment, whatever runs it. No config may replace it. */
export function attemptVariables(input: LaunchInput): Record<string, string> {
  return {
    ...markVariables(input),
    MILLRACE_IN: inputsOf(input),
    MILLRACE_OUT: outboxOf(input),
    MILLRACE_WORK_DIR: input.work_dir,
  };
}

/** By which a process is found, whatever has become of those that started it. */
export function markVariables({ attempt, workspace }: LaunchInput): Record<string, string> {
  return { [ATTEMPT_VARIABLE]: attempt, [MARK_VARIABLE]: markOf(workspace, attempt) };
}

export function inputsOf({ attempt_dir }: LaunchInput): string {
  return `${attempt_dir}/${ATTEMPT_FILES.inputs}`;
}

export function outboxOf({ attempt_dir }: LaunchInput): string {
  return `${attempt_dir}/${ATTEMPT_FILES.outbox}`;
}

/** The most specific level wins: node, stage kind, model, default. */
export function permissionOf(config: HarnessRunner, node: PlanNode): Permission {
  const { permission_by_stage, permission_by_model, permission_default } = config;
  return (
    at(permission_by_stage, node.node_id) ??
    at(permission_by_stage, node.stage_kind_id) ??
    at(permission_by_model, node.model_name ?? '') ??
    permission_default
  );
}

function at(levels: Readonly<Record<string, Permission>>, name: string): Permission | undefined {
  return Object.hasOwn(levels, name) ? levels[name] : undefined;
}

function valuesOf(names: readonly string[], env: LaunchInput['env']): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = env[name];
    if (value !== undefined) values[name] = value;
  }
  return values;
}
