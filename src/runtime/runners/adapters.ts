import { MillraceError } from '../errors/errors.ts';
import { exhausted } from '../errors/exhausted.ts';
import type { RunnerConfig } from '../plan/index.ts';
import { claudeAdapter } from './claude/adapter.ts';
import { codexAdapter } from './codex/adapter.ts';
import { commandAdapter } from './command/adapter.ts';
import type { RunnerAdapter } from './harness/types.ts';
import { piAdapter } from './pi/adapter.ts';

/**
 * The code that speaks to a configured harness. Throws `runner_not_available` for one of a plan
 * that says too little about it.
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
    case 'pi_rpc':
      return piAdapter(config);
    default:
      return exhausted(config);
  }
}

function notAvailable(adapter: RunnerConfig['adapter']): MillraceError {
  return new MillraceError('runner_not_available', {
    what: `The plan is of an older release, which had no runner adapter ${adapter}`,
    expected: 'a plan that this release compiled',
    next: 'call compile_validate with adopt true to compile the plan anew',
    details: { adapter },
  });
}
