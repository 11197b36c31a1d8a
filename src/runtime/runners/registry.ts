import { MillraceError } from '../errors/errors.ts';
import type { LaunchSpec } from '../keeper/types.ts';
import { isCommandRunner, type RunnerConfig } from '../plan/index.ts';
import { claude } from './claude/adapter.ts';
import { codex } from './codex/adapter.ts';
import { commandAdapter } from './command/adapter.ts';
import { activityLines, plainLines } from './harness/activity.ts';
import type { Harness } from './harness/definition.ts';
import type { RunnerAdapter } from './harness/types.ts';
import { pi } from './pi/adapter.ts';

/**
 * Every harness, a line each. The tables of the config with their checks, logins, versions, help, the
 * reference page and the tests derive from this list; nothing else names a harness.
 */
export const HARNESSES = [
  codex, // the first one is the default
  claude,
  pi,
] as const;
export type HarnessName = (typeof HARNESSES)[number]['runner'];

export const DEFAULT_RUNNER: HarnessName = HARNESSES[0].runner;

/** null = an agent of the user's own, or a harness that this release does not know. */
export function harnessOf({ adapter }: Pick<RunnerConfig, 'adapter'>): Harness | null {
  return HARNESSES.find(({ runner }) => runner === adapter) ?? null;
}

/**
 * The code that speaks to a configured harness. Throws `runner_not_available` for one of a plan that
 * says of it what this release does not know.
 */
export function adapterFor(config: RunnerConfig): RunnerAdapter {
  if (isCommandRunner(config)) return commandAdapter(config);
  const adapter = harnessOf(config)?.adapterOf(config) ?? null;
  if (adapter === null) throw notAvailable(config.adapter);
  return adapter;
}

/** What an output shows of the work of its agent, in lines for people. */
export function activityIn(config: Pick<RunnerConfig, 'adapter'>, output: Uint8Array): string[] {
  const harness = harnessOf(config);
  return harness === null ? plainLines(output) : activityLines(harness.activity, output);
}

/** What has to be installed: the program of the launch, or the one that its dialogue starts. */
export function programOf({ argv }: Pick<LaunchSpec, 'argv'>): string {
  const [first = '', _entry, word, spoken_with = ''] = argv;
  const leads = HARNESSES.some(({ dialogue }) => dialogue !== null && dialogue === word);
  return leads ? spoken_with : first;
}

function notAvailable(adapter: RunnerConfig['adapter']): MillraceError {
  return new MillraceError('runner_not_available', {
    what: `This release cannot run the runner adapter ${adapter} as the plan describes it`,
    expected: 'a plan that this release compiled',
    next: 'call compile_validate with adopt true to compile the plan anew',
    details: { adapter },
  });
}
