import type { LaunchSpec } from '../keeper/types.ts';
import type { CodexRunner, Permission } from '../plan/index.ts';
import { reportOfCodex } from './codex-report.ts';
import { codexRecord } from './codex-session.ts';
import { launchOf, type OwnVariables, outboxOf, permissionOf } from './launching.ts';
import type { LaunchInput, RunnerAdapter } from './types.ts';

const OWN: OwnVariables = {
  places: ['CODEX_HOME'],
  secrets: ['OPENAI_API_KEY', 'CODEX_API_KEY', 'OPENAI_BASE_URL', 'AZURE_OPENAI_API_KEY'],
  set: {},
};

/** Codex, one `codex exec` for each attempt, in the user's own login. */
export function codexAdapter(config: CodexRunner): RunnerAdapter {
  return {
    launch: (input) => launch(config, input),
    report: reportOfCodex,
    record: codexRecord,
  };
}

function launch(config: CodexRunner, input: LaunchInput): LaunchSpec {
  const argv = [
    config.command,
    ...config.args,
    '--json',
    ...flags(config, input),
    ...settings(config, input).flatMap((item) => ['-c', item]),
    ...config.disable_features.flatMap((name) => ['--disable', name]),
    ...(config.resume && input.session !== null ? ['resume', input.session] : []),
    // The prompt comes from stdin.
    '-',
  ];
  return launchOf(config, input, argv, OWN);
}

function flags(config: CodexRunner, input: LaunchInput): string[] {
  const { node } = input;
  const permission = permissionOf(config, node);
  return [
    ...(config.profile === null ? [] : ['--profile', config.profile]),
    ...(config.skip_git_repo_check ? ['--skip-git-repo-check'] : []),
    ...(config.user_config ? [] : ['--ignore-user-config']),
    ...(node.model_name === null ? [] : ['--model', node.model_name]),
    ...(permission === 'maximum' ? ['--dangerously-bypass-approvals-and-sandbox'] : []),
    ...writable(config, input, permission).flatMap((folder) => ['--add-dir', folder]),
  ];
}

/** Only the sandbox of `basic` asks where it may write. */
function writable(config: CodexRunner, input: LaunchInput, permission: Permission): string[] {
  return permission === 'basic' ? [outboxOf(input), ...config.add_dirs] : [];
}

const SANDBOX: Readonly<Record<Permission, readonly string[]>> = {
  basic: ['sandbox_mode="workspace-write"', 'approval_policy="never"'],
  elevated: ['sandbox_mode="danger-full-access"', 'approval_policy="never"'],
  maximum: [],
};

/** What the config says comes after our own defaults and wins over them. */
function settings(config: CodexRunner, { node }: LaunchInput): string[] {
  const effort =
    node.thinking_level ?? node.model_reasoning_effort ?? config.model_reasoning_effort;
  return [
    ...SANDBOX[permissionOf(config, node)],
    ...(config.context_files ? [] : ['project_doc_max_bytes=0']),
    ...(config.skills ? [] : ['skills.include_instructions=false']),
    ...(config.telemetry ? [] : ['analytics.enabled=false', 'check_for_update_on_startup=false']),
    ...config.extra_config,
    ...(effort === null ? [] : [`model_reasoning_effort=${JSON.stringify(effort)}`]),
  ];
}
