import { configuredRunners, DEFAULT_CONFIG } from '../compiler/index.ts';
import {
  adapterFor,
  bareNode,
  commandLine,
  HARNESSES,
  type HarnessFacts,
  type LaunchInput,
} from '../runtime/runners/index.ts';
import { code, pageStart, table } from './markdown.ts';

type RunnerConfig = Parameters<typeof adapterFor>[0];

const LEVELS = ['basic', 'elevated', 'maximum'] as const;
type Level = (typeof LEVELS)[number];

/** `docs/reference/harnesses.md`. */
export function harnessesPage(): string {
  const about =
    'How each harness is started, as the adapters of this release do it with the defaults of ' +
    '`millrace.toml`. Words in braces stand for what each attempt has of its own; what belongs to ' +
    '`{model}` and `{level}` is left out where a stage names none. `millrace doctor --harness` ' +
    'shows the commands of a workspace. The [guide](../guide/harnesses.md) says how to choose.';
  const runners = configuredRunners(DEFAULT_CONFIG);
  const sections = Object.entries(HARNESSES).flatMap(([runner, facts]) => {
    const config = runners[runner];
    return config === undefined ? [] : section(runner, facts, config);
  });
  return [...pageStart('Harnesses', about), ...sections].join('\n');
}

function section(runner: string, facts: HarnessFacts, config: RunnerConfig): string[] {
  const { env, env_pass } = launchOf(runner, config, null);
  return [
    `## ${facts.title}`,
    '',
    ...table(
      ['', ''],
      [
        ['runner', code(runner)],
        ['tested version', facts.tested_version],
        ['install', code(facts.install)],
        ['log in', code(facts.log_in)],
        ['variables that are set', Object.keys(env).sort().map(code).join(', ')],
        ['variables that are passed on', [...(env_pass ?? [])].sort().map(code).join(', ')],
      ],
    ),
    ...levelsOf(config).flatMap(([level, leveled]) => [
      `Permission level ${code(level)}:`,
      '',
      ...shell(runner, leveled, null),
    ]),
    'In the session of an earlier attempt:',
    '',
    ...shell(runner, config, '{session}'),
  ];
}

/** Pi has no sandbox, and so no level but one. */
function levelsOf(config: RunnerConfig): [Level, RunnerConfig][] {
  if (!('permission_default' in config)) return [];
  const levels = LEVELS.filter((level) => config.adapter !== 'pi_rpc' || level === 'maximum');
  return levels.map((permission_default) => [
    permission_default,
    { ...config, permission_default },
  ]);
}

function shell(runner: string, config: RunnerConfig, session: string | null): string[] {
  return ['```sh', commandLine(launchOf(runner, config, session), {}), '```', ''];
}

function launchOf(runner: string, config: RunnerConfig, session: string | null) {
  const node = bareNode(runner, { model_name: '{model}', thinking_level: '{level}' });
  const input: LaunchInput = {
    attempt: '{attempt}',
    attempt_dir: '{attempt_dir}',
    work_dir: '{work_dir}',
    env: { PATH: '{PATH}', HOME: '{HOME}' },
    self: { node: '{node}', millrace: '{millrace}' },
    node,
    session,
  };
  return adapterFor(config).launch(input);
}
