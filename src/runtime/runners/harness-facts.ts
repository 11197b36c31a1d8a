import type { RunnerConfig } from '../plan/index.ts';
import { claudeLogin } from './claude/login.ts';
import { codexLogin } from './codex/login.ts';
import type { Found, Login } from './harness/login.ts';
import { piLogin } from './pi/login.ts';

/** What is known about a harness besides how it is spoken to. */
export interface HarnessFacts {
  readonly title: string;
  /** The version that the tests of this release run. */
  readonly tested_version: string;
  /** Finds the version in what it says to `--version`. */
  readonly version: RegExp;
  /** Keeps a `--version` from writing into the folders of the user. */
  readonly version_env: Readonly<Record<string, string>>;
  /** Commands for a person. */
  readonly install: string;
  readonly log_in: string;
  login(config: RunnerConfig, found: Found): Login;
}

export const HARNESSES = {
  codex_cli: {
    title: 'Codex',
    tested_version: '0.169.0',
    version: /^codex-cli (\d+\.\d+\.\d+\S*)/m,
    version_env: { CODEX_HOME: '/dev/null' },
    install: 'npm install -g @openai/codex',
    log_in: 'codex login',
    login: codexLogin,
  },
  claude_cli: {
    title: 'Claude Code',
    tested_version: '2.1.197',
    version: /^(\d+\.\d+\.\d+\S*) \(Claude Code\)/m,
    version_env: {},
    install: 'npm install -g @anthropic-ai/claude-code',
    log_in: 'claude auth login',
    login: claudeLogin,
  },
  pi_rpc: {
    title: 'Pi',
    tested_version: '0.74.2',
    version: /^(\d+\.\d+\.\d+\S*)$/m,
    version_env: {},
    install: 'npm install -g @earendil-works/pi-coding-agent',
    log_in: 'pi, then /login in it',
    login: piLogin,
  },
} as const satisfies Readonly<Record<string, HarnessFacts>>;

/** null = an agent of the user's own, of which nothing is known. */
export function harnessFacts({ adapter }: RunnerConfig): HarnessFacts | null {
  return adapter === 'command' ? null : HARNESSES[adapter];
}
