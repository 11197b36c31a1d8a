/**
 * Claude Code, run by `claude -p` in the login of its user. Its last event calls itself a success
 * also when it is none, so that event, its flag and the exit status count together.
 */

import type { LaunchSpec } from '../../keeper/types.ts';
import type { HarnessWords } from '../../plan/index.ts';
import { STAGE_SERVER, stageServer } from '../contract/stage-tools.ts';
import { resultSchema } from '../contract/typed-result.ts';
import { defineHarness } from '../harness/definition.ts';
import { inputsOf, launchOf, outboxOf, permissionOf } from '../harness/launch.ts';
import type { LaunchInput } from '../harness/types.ts';
import { claudeActivity } from './activity.ts';
import { type ClaudeRunner, claudeSettings } from './config.ts';
import { claudeLogin } from './login.ts';
import { claudeQuota } from './quota.ts';
import { reportOfClaude } from './report.ts';
import { claudeRecord } from './session.ts';

const OWN = {
  places: ['CLAUDE_CONFIG_DIR', 'IS_SANDBOX'],
  secrets: [
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'ANTHROPIC_BASE_URL',
    'CLAUDE_CODE_OAUTH_TOKEN',
  ],
};

/** Tools that `elevated` allows. */
const TOOLS = [
  'Bash',
  'Edit',
  'Glob',
  'Grep',
  'NotebookEdit',
  'Read',
  'WebFetch',
  'WebSearch',
  'Write',
];

/** One process for each attempt. */
export const claude = defineHarness({
  runner: 'claude_cli',
  title: 'Claude Code',
  about: '',
  tested_version: '2.1.197',
  version: /^(\d+\.\d+\.\d+\S*) \(Claude Code\)/m,
  version_env: {},
  install: 'npm install -g @anthropic-ai/claude-code',
  log_in: 'claude auth login',
  login_env: [
    'CLAUDE_CONFIG_DIR',
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'CLAUDE_CODE_OAUTH_TOKEN',
  ],
  quota: claudeQuota,
  dialogue: null,
  settings: claudeSettings,
  words: wordsOf,
  launch,
  report: reportOfClaude,
  activity: claudeActivity,
  login: claudeLogin,
  record: claudeRecord,
});

function wordsOf(config: ClaudeRunner): HarnessWords {
  return {
    flags: ['--setting-sources', sources(config).join(','), '--strict-mcp-config'],
    switches: config.skills ? [] : ['--disable-slash-commands'],
    levels: {
      basic: allowing(config, []),
      elevated: allowing(config, TOOLS),
      maximum: ['--dangerously-skip-permissions'],
    },
    variables: variables(config),
  };
}

/** Nobody is there to be asked, so whatever is not allowed by name is denied. */
function allowing({ stage_mcp }: ClaudeRunner, named: readonly string[]): string[] {
  const tools = [...named, ...(stage_mcp ? [`mcp__${STAGE_SERVER}`] : [])];
  const allowed = tools.length === 0 ? [] : ['--allowedTools', tools.join(',')];
  return ['--permission-mode', 'acceptEdits', ...allowed];
}

function launch(config: ClaudeRunner, input: LaunchInput, words: HarnessWords): LaunchSpec {
  const { node } = input;
  const effort = node.thinking_level ?? node.model_reasoning_effort ?? config.effort;
  const argv = [
    config.command,
    ...config.args,
    '-p',
    '--output-format',
    'stream-json',
    '--verbose',
    ...words.levels[permissionOf(config, node)],
    ...(node.model_name === null ? [] : ['--model', node.model_name]),
    ...(effort === null ? [] : ['--effort', effort]),
    ...(config.resume && input.session !== null ? ['--resume', input.session] : []),
    ...words.flags,
    ...servers(config, input),
    ...words.switches,
    ...(config.typed_result ? ['--json-schema', JSON.stringify(resultSchema(node))] : []),
    '--add-dir',
    inputsOf(input),
    outboxOf(input),
    ...config.add_dirs,
  ];
  return launchOf(config, input, argv, { ...OWN, set: words.variables });
}

/** Ours is loaded before the first turn, which waits some seconds for it and then goes on without. */
function servers(config: ClaudeRunner, input: LaunchInput): string[] {
  const stage = { [STAGE_SERVER]: { ...stageServer(input), alwaysLoad: true } };
  const own = config.stage_mcp ? [JSON.stringify({ mcpServers: stage })] : [];
  const all = [...config.mcp_config, ...own];
  return all.length === 0 ? [] : ['--mcp-config', ...all];
}

/** The instruction files of a repository belong to its project settings. */
function sources({ setting_sources, context_files }: ClaudeRunner): string[] {
  const project = context_files ? (['project'] as const) : [];
  return [...new Set([...setting_sources, ...project])];
}

function variables(config: ClaudeRunner): Record<string, string> {
  const quiet = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' };
  const alone = { CLAUDE_CODE_DISABLE_CLAUDE_MDS: '1', CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1' };
  return {
    ...(config.telemetry ? {} : quiet),
    ...(config.context_files ? {} : alone),
    CLAUDE_CODE_MAX_RETRIES: String(config.retries_max),
    API_TIMEOUT_MS: String(config.api_timeout_ms),
  };
}
