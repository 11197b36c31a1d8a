import type { Config } from './config-schema.ts';
import { pointer, quote, type Report } from './diagnostics.ts';
import { CONFIG_FILE } from './files.ts';

/** Words of each harness that its adapter says itself, or that would break what it reads. */
const RESERVED_WORDS = {
  codex: [
    'resume',
    'fork',
    'review',
    '--config',
    '-c',
    '--json',
    '--output-last-message',
    '-o',
    '--output-schema',
    '--color',
    '--model',
    '-m',
    '--profile',
    '-p',
    '--sandbox',
    '-s',
    '--full-auto',
    '--approve-for-me',
    '--dangerously-bypass-approvals-and-sandbox',
    '--cd',
    '-C',
    '--worktree',
    '--ephemeral',
    '--ignore-user-config',
    '--skip-git-repo-check',
    '--help',
    '-h',
    '--version',
    '-V',
  ],
  claude: [
    '--print',
    '-p',
    '--output-format',
    '--input-format',
    '--include-partial-messages',
    '--replay-user-messages',
    '--verbose',
    '--json-schema',
    '--model',
    '--effort',
    '--permission-mode',
    '--dangerously-skip-permissions',
    '--continue',
    '-c',
    '--resume',
    '-r',
    '--session-id',
    '--fork-session',
    '--from-pr',
    '--no-session-persistence',
    '--setting-sources',
    '--strict-mcp-config',
    '--mcp-config',
    '--add-dir',
    '--disable-slash-commands',
    '--worktree',
    '-w',
    '--tmux',
    '--background',
    '--bg',
    '--remote-control',
    '--teleport',
    '--help',
    '-h',
    '--version',
    '-v',
  ],
  pi: [
    '--mode',
    '--print',
    '-p',
    '--provider',
    '--model',
    '--models',
    '--api-key',
    '--thinking',
    '--no-session',
    '--session',
    '--session-dir',
    '--fork',
    '--continue',
    '-c',
    '--resume',
    '-r',
    '--no-context-files',
    '-nc',
    '--no-skills',
    '-ns',
    '--no-extensions',
    '-ne',
    '--no-prompt-templates',
    '-np',
    '--no-themes',
    '--offline',
    '--export',
    '--list-models',
    '--help',
    '-h',
    '--version',
    '-v',
  ],
} as const;

type Table = keyof typeof RESERVED_WORDS;

/** Keys of Codex that have a setting of their own here. */
const RESERVED_KEYS: Readonly<Record<string, string>> = {
  model: 'model under [stages]',
  model_reasoning_effort: 'thinking_level under [stages], or model_reasoning_effort',
  sandbox_mode: 'permission_default',
  approval_policy: 'permission_default',
  project_doc_max_bytes: 'context_files',
};

/** Arguments that would break what a runner sends to its harness or reads from it. */
export function checkRunnerArguments(config: Config, report: Report): void {
  for (const table of ['codex', 'claude', 'pi'] as const) {
    config.runners[table].args.forEach((arg, index) => {
      checkArgument(table, arg, index, config.runners[table].args, report);
    });
  }
  config.runners.codex.extra_config.forEach((item, index) => {
    checkItem(item, index, report);
  });
  checkPermissions(config, report);
}

/** Pi runs every tool that its model asks for: a lower level would be a promise that nobody keeps. */
function checkPermissions({ runners: { pi } }: Config, report: Report): void {
  const check = (level: string, ...path: string[]) => {
    if (level === 'maximum') return;
    const place = { file: CONFIG_FILE, pointer: pointer('runners', 'pi', ...path) };
    const what = 'Pi has no sandbox and asks nobody: its only permission level is "maximum".';
    const next = 'Remove the level, run all of it in a sandbox of yours, or choose another runner.';
    report.error('runner_setting_invalid', place, what, next);
  };
  check(pi.permission_default, 'permission_default');
  for (const key of ['permission_by_stage', 'permission_by_model'] as const) {
    for (const [name, level] of Object.entries(pi[key])) check(level, key, name);
  }
}

function checkArgument(
  table: Table,
  arg: string,
  index: number,
  all: readonly string[],
  report: Report,
): void {
  const place = { file: CONFIG_FILE, pointer: pointer('runners', table, 'args', index) };
  const wrong = (what: string, next: string) =>
    report.error('runner_setting_invalid', place, what, next);
  if (table === 'codex' && index === 0) {
    if (arg !== 'exec') wrong(`Codex is run by exec, not by ${quote(arg)}.`, 'Begin with "exec".');
    return;
  }
  const flag = RESERVED_WORDS[table].find((one) => isFlag(arg, one));
  if (flag !== undefined) {
    wrong(`${flag} is for the runner itself to say.`, 'Remove it from the arguments.');
  } else if (arg === '-' || arg === '--') {
    wrong(`${quote(arg)} would end the arguments of the runner.`, 'Remove it from the arguments.');
  } else if (!arg.startsWith('-') && !follows(all, index)) {
    wrong(`${quote(arg)} would be taken for a prompt or a command.`, 'Put its flag before it.');
  }
}

/** `--flag`, `--flag=value`, and for short ones `-fvalue`. */
function isFlag(arg: string, flag: string): boolean {
  if (arg === flag || arg.startsWith(`${flag}=`)) return true;
  return /^-[A-Za-z]$/.test(flag) && arg.startsWith(flag);
}

/** Whether it can be the value of a flag: one stands before it, with nothing but values between. */
function follows(all: readonly string[], index: number): boolean {
  return all.slice(0, index).some((arg) => arg.startsWith('-') && !arg.includes('='));
}

function checkItem(item: string, index: number, report: Report): void {
  const place = { file: CONFIG_FILE, pointer: pointer('runners', 'codex', 'extra_config', index) };
  const key = /^([A-Za-z0-9_."-]+)=/.exec(item)?.[1];
  if (key === undefined) {
    const what = `${quote(item)} is not an item of the form key=value.`;
    report.error('runner_setting_invalid', place, what, 'Write key=value, the value as TOML.');
    return;
  }
  const instead = Object.hasOwn(RESERVED_KEYS, key) ? RESERVED_KEYS[key] : undefined;
  if (instead === undefined) return;
  const what = `The key ${key} is set by the runner itself.`;
  report.error('runner_setting_invalid', place, what, `Use ${instead}.`);
}
