import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ClaudeRunner } from '../../../src/runtime/runners/claude/config.ts';
import type { CodexRunner } from '../../../src/runtime/runners/codex/config.ts';
import type { AttemptOutput, LaunchInput } from '../../../src/runtime/runners/harness/types.ts';
import type { PiRunner } from '../../../src/runtime/runners/pi/config.ts';
import { NODE, outputWith } from './cloth.ts';

const COMMON = {
  permission_default: 'maximum',
  permission_by_stage: {},
  permission_by_model: {},
  context_files: false,
  skills: false,
  telemetry: false,
  add_dirs: [],
  resume: true,
  env_allow: [],
  env: {},
  stop: [
    { signal: 'SIGINT', grace_ms: 4000 },
    { signal: 'SIGTERM', grace_ms: 2000 },
  ],
  silence_ms: 1000,
} as const;

export const CODEX: CodexRunner = {
  adapter: 'codex_cli',
  command: 'codex',
  args: ['exec'],
  profile: null,
  ...COMMON,
  add_dirs: [],
  env_allow: [],
  stop: [...COMMON.stop],
  model_reasoning_effort: null,
  skip_git_repo_check: true,
  extra_config: [],
  user_config: true,
  disable_features: ['plugins'],
  stage_mcp: false,
  typed_result: false,
};

export const CLAUDE: ClaudeRunner = {
  adapter: 'claude_cli',
  command: 'claude',
  args: [],
  ...COMMON,
  add_dirs: [],
  env_allow: [],
  stop: [...COMMON.stop],
  effort: null,
  setting_sources: [],
  mcp_config: [],
  stage_mcp: false,
  typed_result: false,
  retries_max: 3,
  api_timeout_ms: 300_000,
};

const { add_dirs: _, ...WITHOUT_SANDBOX } = COMMON;

export const PI: PiRunner = {
  adapter: 'pi_rpc',
  command: 'pi',
  args: [],
  ...WITHOUT_SANDBOX,
  env_allow: [],
  stop: [...COMMON.stop],
  provider: null,
  thinking: null,
  extensions: false,
  prompt_templates: false,
  themes: false,
};

export const INPUT: LaunchInput = {
  attempt: 'q1-1',
  workspace: 'w1',
  node: NODE,
  attempt_dir: '/a/q1-1',
  work_dir: '/w',
  session: null,
  env: { PATH: '/bin', HOME: '/h', OPENAI_API_KEY: 'secret', ANTHROPIC_API_KEY: 'secret' },
  self: { node: '/bin/node', millrace: '/lib/millrace.js' },
};

/** What a harness of a given version printed once, byte for byte. */
export function sample(name: string): Uint8Array {
  return readFileSync(
    fileURLToPath(new URL(`../../runners/samples/${name}.jsonl`, import.meta.url)),
  );
}

export function outputOf(stdout: Uint8Array | string, exit_code = 0, stderr = ''): AttemptOutput {
  const bytes = typeof stdout === 'string' ? new TextEncoder().encode(stdout) : stdout;
  return { ...outputWith({ exit_code, stderr }), stdout: bytes };
}

export function lines(...events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
