import { MillraceError } from '../errors.ts';
import type { RunnerConfig } from '../plan/index.ts';
import { launchCommand, reportOfCommand } from './command.ts';
import type { RunnerAdapter } from './types.ts';

const command: RunnerAdapter = {
  launch(config, input) {
    if (config.adapter !== 'command') throw notAvailable(config.adapter);
    return launchCommand(config, input);
  },
  report(config, output) {
    if (config.adapter !== 'command') throw notAvailable(config.adapter);
    return reportOfCommand(config, output);
  },
};

/**
 * The code that speaks to a configured harness. Throws `runner_not_available` for one that this
 * release lacks.
 */
export function adapterFor(config: RunnerConfig): RunnerAdapter {
  if (config.adapter === 'command') return command;
  throw notAvailable(config.adapter);
}

function notAvailable(adapter: RunnerConfig['adapter']): MillraceError {
  return new MillraceError('runner_not_available', {
    what: `The runner adapter ${adapter} is not part of this release`,
    expected: 'a runner with the adapter command',
    next:
      'set a runner of the kind command under [runners] in millrace.toml, ' +
      'or choose a mode whose stages use one',
    details: { adapter },
  });
}
