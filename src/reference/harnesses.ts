import {
  adapterFor,
  bareNode,
  commandLine,
  HARNESSES,
  type Harness,
  type LaunchInput,
} from '../runtime/runners/index.ts';
import { code, pageStart, table } from './markdown.ts';

type RunnerConfig = ReturnType<Harness['configure']>['runner'];

/** `docs/reference/harnesses.md`. */
export function harnessesPage(): string {
  const about =
    'How each harness is started, as the adapters of this release do it with the defaults of ' +
    '`millrace.toml`. Words in braces stand for what each attempt has of its own; what belongs to ' +
    '`{model}` and `{level}` is left out where a stage names none. `millrace doctor --harness` ' +
    'shows the commands of a workspace. The [guide](../guide/harnesses.md) says how to choose.';
  return [...pageStart('Harnesses', about), ...HARNESSES.flatMap(section)].join('\n');
}

function section(harness: Harness): string[] {
  const config = harness.configure({}).runner;
  const { runner, title, tested_version, install, log_in } = harness;
  const { env, env_pass } = launchOf(runner, config, null);
  return [
    `## ${title}`,
    '',
    ...table(
      ['', ''],
      [
        ['runner', code(runner)],
        ['tested version', tested_version ?? 'none'],
        ['install', code(install)],
        ['log in', code(log_in)],
        ['variables that are set', Object.keys(env).sort().map(code).join(', ')],
        ['variables that are passed on', [...(env_pass ?? [])].sort().map(code).join(', ')],
      ],
    ),
    ...harness.permission_levels.flatMap((permission_default) => [
      `Permission level ${code(permission_default)}:`,
      '',
      ...shell(runner, { ...config, permission_default }, null),
    ]),
    'In the session of an earlier attempt:',
    '',
    ...shell(runner, config, '{session}'),
  ];
}

function shell(runner: string, config: RunnerConfig, session: string | null): string[] {
  return ['```sh', commandLine(launchOf(runner, config, session), {}), '```', ''];
}

function launchOf(runner: string, config: RunnerConfig, session: string | null) {
  const node = bareNode(runner, { model_name: '{model}', thinking_level: '{level}' });
  const input: LaunchInput = {
    attempt: '{attempt}',
    workspace: '{workspace}',
    attempt_dir: '{attempt_dir}',
    work_dir: '{work_dir}',
    env: { PATH: '{PATH}', HOME: '{HOME}' },
    self: { node: '{node}', millrace: '{millrace}' },
    node,
    session,
  };
  return adapterFor(config).launch(input);
}
