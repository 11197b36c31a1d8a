/**
 * Codex, run by `codex exec` in the login of its user. Its events say how a turn went; they are
 * believed before its words, and together with its exit status only.
 */

import type { LaunchSpec } from '../../keeper/types.ts';
import type { HarnessWords, Permission } from '../../plan/index.ts';
import { STAGE_SERVER, stageServer } from '../contract/stage-tools.ts';
import { RESULT_SCHEMA_FILE } from '../contract/typed-result.ts';
import { defineHarness } from '../harness/definition.ts';
import { inputsOf, launchOf, outboxOf, permissionOf } from '../harness/launch.ts';
import type { LaunchInput } from '../harness/types.ts';
import { codexActivity } from './activity.ts';
import { type CodexRunner, codexSettings } from './config.ts';
import { codexLogin } from './login.ts';
import { codexQuota } from './quota.ts';
import { reportOfCodex } from './report.ts';
import { codexRecord } from './session.ts';

const OWN = {
  places: ['CODEX_HOME'],
  secrets: ['OPENAI_API_KEY', 'CODEX_API_KEY', 'OPENAI_BASE_URL', 'AZURE_OPENAI_API_KEY'],
};

/** One process for each attempt. */
export const codex = defineHarness({
  runner: 'codex_cli',
  title: 'Codex',
  about: '',
  tested_version: '0.169.0',
  version: /^codex-cli (\d+\.\d+\.\d+\S*)/m,
  version_env: { CODEX_HOME: '/dev/null' },
  install: 'npm install -g @openai/codex',
  log_in: 'codex login',
  login_env: ['CODEX_HOME', 'CODEX_API_KEY'],
  quota: codexQuota,
  dialogue: null,
  settings: codexSettings,
  words: wordsOf,
  launch,
  report: reportOfCodex,
  activity: codexActivity,
  login: codexLogin,
  record: codexRecord,
});

function wordsOf(config: CodexRunner): HarnessWords {
  return {
    flags: [
      ...(config.profile === null ? [] : ['--profile', config.profile]),
      ...(config.skip_git_repo_check ? ['--skip-git-repo-check'] : []),
      ...(config.user_config ? [] : ['--ignore-user-config']),
    ],
    switches: asItems([
      ...(config.context_files ? [] : ['project_doc_max_bytes=0']),
      ...(config.skills ? [] : ['skills.include_instructions=false']),
      ...(config.telemetry ? [] : ['analytics.enabled=false', 'check_for_update_on_startup=false']),
    ]),
    levels: {
      basic: asItems(['sandbox_mode="workspace-write"', 'approval_policy="never"']),
      elevated: asItems(['sandbox_mode="danger-full-access"', 'approval_policy="never"']),
      maximum: ['--dangerously-bypass-approvals-and-sandbox'],
    },
    variables: {},
  };
}

function asItems(settings: readonly string[]): string[] {
  return settings.flatMap((item) => ['-c', item]);
}

/** What the config says itself comes after our own words and wins over them. */
function launch(config: CodexRunner, input: LaunchInput, words: HarnessWords): LaunchSpec {
  const { node } = input;
  const permission = permissionOf(config, node);
  const argv = [
    config.command,
    ...config.args,
    '--json',
    ...words.flags,
    ...(node.model_name === null ? [] : ['--model', node.model_name]),
    ...(config.typed_result ? ['--output-schema', `${inputsOf(input)}/${RESULT_SCHEMA_FILE}`] : []),
    ...writable(config, input, permission).flatMap((folder) => ['--add-dir', folder]),
    ...words.levels[permission],
    ...words.switches,
    ...asItems(settings(config, input)),
    ...config.disable_features.flatMap((name) => ['--disable', name]),
    ...(config.resume && input.session !== null ? ['resume', input.session] : []),
    // The prompt comes from stdin.
    '-',
  ];
  return launchOf(config, input, argv, { ...OWN, set: words.variables });
}

/** Only the sandbox of `basic` asks where it may write. */
function writable(config: CodexRunner, input: LaunchInput, permission: Permission): string[] {
  return permission === 'basic' ? [outboxOf(input), ...config.add_dirs] : [];
}

function settings(config: CodexRunner, input: LaunchInput): string[] {
  const { node } = input;
  const effort =
    node.thinking_level ?? node.model_reasoning_effort ?? config.model_reasoning_effort;
  return [
    ...(config.stage_mcp ? [`mcp_servers.${STAGE_SERVER}=${stageTable(input)}`] : []),
    ...config.extra_config,
    ...(effort === null ? [] : [`model_reasoning_effort=${JSON.stringify(effort)}`]),
  ];
}

const STARTUP_TIMEOUT_SEC = 20;
const TOOL_TIMEOUT_SEC = 60;

/**
 * As a TOML value. The tools write only what the stage may write anyway, so no sandbox has to ask
 * for them. A server that does not start costs the tools, not the stage.
 */
function stageTable(input: LaunchInput): string {
  const { command, args, env } = stageServer(input);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const entries = [
    `command=${JSON.stringify(command)}`,
    `args=${JSON.stringify(args)}`,
    `env={${variables.join(',')}}`,
    `startup_timeout_sec=${STARTUP_TIMEOUT_SEC}`,
    `tool_timeout_sec=${TOOL_TIMEOUT_SEC}`,
    'default_tools_approval_mode="approve"',
  ];
  return `{${entries.join(',')}}`;
}
