import { MillraceError } from '../errors.ts';
import type { RunnerConfig } from '../plan/index.ts';
import { claudeAdapter } from './claude.ts';
import { codexAdapter } from './codex.ts';
import { commandAdapter } from './command.ts';
import type { RunnerAdapter } from './types.ts';

/**
 * The code that speaks to a configured harness. Throws `runner_not_available` for one that this
 * release lacks.
 */
export function adapterFor(config: RunnerConfig): RunnerAdapter {
  if ('settings' in config) throw notAvailable(config.adapter);
  switch (config.adapter) {
    case 'command':
      return commandAdapter(config);
    case 'codex_cli':
      return codexAdapter(config);
    case 'claude_cli':
      return claudeAdapter(config);
  }
}

function notAvailable(adapter: RunnerConfig['adapter']): MillraceError {
  return new MillraceError('runner_not_available', {
    what: `The runner adapter ${adapter} is not part of this release, or the plan is an older one`,
    expected: 'a runner with the adapter codex_cli, claude_cli or command',
    next:
      'call compile_validate with adopt true to compile the plan anew, ' +
      'or choose a mode whose stages use another runner',
    details: { adapter },
  });
}
