/**
 * The programs behind the runners, as they stand on this machine: where they are, of which version,
 * logged in or not. Looking starts nothing but the question for a version; only a probe runs a
 * stage. No secret leaves this room.
 */

import { normalize } from 'node:path';
import type { HarnessView } from '../../api/index.ts';
import { isMillraceError } from '../../errors/errors.ts';
import type { LaunchSpec } from '../../keeper/types.ts';
import type { PlanNode, RunnerConfig } from '../../plan/index.ts';
import {
  type Clock,
  type Disk,
  DiskFault,
  type Machine,
  type Programs,
} from '../../ports/index.ts';
import {
  adapterFor,
  bareNode,
  type Harness,
  harnessOf,
  type LaunchInput,
  type Login,
  type LoginSources,
  notKnown,
  programOf,
} from '../../runners/index.ts';
import { readHead } from '../ports/read-head.ts';
import { isOlder } from '../workspace/version.ts';
import { environmentOf, type FoundProgram, findProgram } from './program.ts';

/** A harness that takes longer to say its version is not waited for. */
const VERSION_MS_MAX = 5000;
/** A longer file of a user is not read. */
const USER_FILE_BYTES_MAX = 8 * 1024 * 1024;

export interface LookPorts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly machine: Machine;
  readonly programs: Programs;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly self: { readonly node: string; readonly millrace: string };
}

/** Words that stand for what each attempt has of its own. */
export const NO_ATTEMPT = {
  attempt: '{attempt}',
  workspace: '{workspace}',
  attempt_dir: '{attempt_dir}',
};

/** How a stage would be started by this runner; null = this release has no adapter for it. */
export function sampleLaunch(
  ports: Pick<LookPorts, 'env' | 'self'>,
  config: RunnerConfig,
  node: PlanNode,
  places: Pick<LaunchInput, 'attempt' | 'workspace' | 'attempt_dir' | 'work_dir'>,
): LaunchSpec | null {
  const { env, self } = ports;
  try {
    return adapterFor(config).launch({ session: null, env, self, node, ...places });
  } catch (error) {
    if (isMillraceError(error) && error.code === 'runner_not_available') return null;
    throw error;
  }
}

/** Where a look stands, and which program it may start to ask for its version. */
export interface LookFrom {
  readonly work_dir: string;
  readonly mayAsk: (runner: string, config: RunnerConfig) => boolean;
}

/**
 * Looks at runners side by side. Asks each harness for its version, unless it may not be started, and
 * changes nothing.
 */
export function lookAtRunners(
  ports: LookPorts,
  runners: readonly (readonly [string, RunnerConfig])[],
  from: LookFrom,
): Promise<HarnessView[]> {
  return Promise.all(runners.map(([name, config]) => lookAt(ports, name, config, from)));
}

async function lookAt(
  ports: LookPorts,
  runner: string,
  config: RunnerConfig,
  { work_dir, mayAsk }: LookFrom,
): Promise<HarnessView> {
  const facts = harnessOf(config);
  const launch = sampleLaunch(ports, config, bareNode(runner), { ...NO_ATTEMPT, work_dir });
  const known = {
    runner,
    harness: facts?.title ?? runner,
    program: launch === null ? '' : programOf(launch),
    tested_version: facts?.tested_version ?? null,
    permission: 'permission_default' in config ? config.permission_default : null,
  };
  if (launch === null) {
    const what = 'this release has no adapter for it, or the plan is an older one';
    const problem = { what, next: 'choose another runner or mode' };
    return { ...known, ...NOT_ASKED, installed: 'no_adapter', problem };
  }
  const env = environmentOf(launch, ports.env);
  const program = findProgram(ports, launch, env);
  const login = loginOf(ports.disk, facts, config, env);
  const asked = facts === null || mayAsk(runner, config);
  const version = asked ? await versionOf(ports.programs, facts, program, env) : null;
  const view = {
    ...known,
    installed: program.is,
    version,
    asked,
    age: ageOf(version, known.tested_version),
    login: login.state,
    account: login.account,
    login_by: login.by,
  };
  return { ...view, problem: problemOf(view, facts) };
}

const NOT_ASKED = {
  version: null,
  asked: false,
  age: 'unknown',
  login: 'unknown',
  account: 'unknown',
  login_by: '',
} as const;

function loginOf(
  disk: Disk,
  facts: Harness | null,
  config: RunnerConfig,
  env: LoginSources['env'],
): Login {
  if (facts === null) return notKnown('an agent of your own');
  return facts.login(config, { env, text: (path) => textOf(disk, path) });
}

/** Files of a user are only read, and only whole. */
function textOf(disk: Disk, path: string): string | null | undefined {
  try {
    const real = disk.realpath(normalize(path));
    if (real === null) return undefined;
    const bytes = readHead(disk, real, USER_FILE_BYTES_MAX);
    if (bytes === null || bytes.length === USER_FILE_BYTES_MAX) return null;
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof DiskFault) return null;
    throw error;
  }
}

async function versionOf(
  programs: Programs,
  facts: Harness | null,
  program: FoundProgram,
  env: LoginSources['env'],
): Promise<string | null> {
  if (facts === null || program.is !== 'yes') return null;
  const { text } = await programs.ask({
    argv: [program.path, '--version'],
    cwd: '/',
    env: { ...env, ...facts.version_env },
    timeout_ms: VERSION_MS_MAX,
  });
  return facts.version.exec(text)?.[1] ?? null;
}

function ageOf(version: string | null, tested: string | null): HarnessView['age'] {
  if (version === null || tested === null) return 'unknown';
  if (isOlder(version, tested)) return 'older';
  return isOlder(tested, version) ? 'newer' : 'tested';
}

function problemOf(
  { program, installed, login, login_by }: Omit<HarnessView, 'problem'>,
  facts: Harness | null,
): HarnessView['problem'] {
  if (installed !== 'yes') return notThere(program, installed, facts);
  if (login !== 'no') return null;
  const how = facts === null ? '' : ` (${facts.log_in})`;
  const unseen = facts === null ? '' : `, and none of ${facts.login_env.join(', ')} is set here`;
  return {
    what: `no login is seen: ${login_by}${unseen}`,
    next:
      `log in with the harness itself${how}; where you are logged in, have what starts this ` +
      'process pass the variable that says so (Codex: env_vars)',
  };
}

const WHY_NOT: Readonly<Record<Exclude<HarnessView['installed'], 'yes'>, string>> = {
  missing: 'is not found',
  folder: 'is a folder',
  not_executable: 'is a file that cannot be started',
  no_adapter: 'cannot be started by this release',
};

/** Why a program cannot be started, and what to do about it. */
export function notThere(
  program: string,
  installed: Exclude<HarnessView['installed'], 'yes'>,
  facts: Harness | null,
): { what: string; next: string } {
  const install = facts === null ? 'install it' : `install it (${facts.install})`;
  return {
    what: `its program ${program} ${WHY_NOT[installed]}`,
    next: `${install}, or name another command in millrace.toml`,
  };
}
