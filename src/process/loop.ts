import { join, resolve } from 'node:path';
import { host, now, runLoop } from '../backend/host.ts';
import { LogFile } from '../backend/log-file.ts';
import { ownStage } from '../backend/stage.ts';
import { LOOP_LOG } from '../backend/start-loop.ts';
import { Monitor } from '../cli/monitor.ts';
import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import { describeFailure } from '../operations/support/failure.ts';
import { printable, printableJson } from '../runtime/text/printable.ts';
import { requireOutsideStage } from './run.ts';
import { reported, warn } from './say.ts';
import { stopSignals } from './signals.ts';

/** `millrace loop <workspace> [--while-desired]`: what run_start and the service start. */
export function main(words: readonly string[]): Promise<void> {
  return ownStage() === null ? run(words) : reported(() => requireOutsideStage({ name: 'loop' }));
}

async function run(words: readonly string[]): Promise<void> {
  const [folder = '.'] = words;
  const root = resolve(folder);
  const log = new LogFile(host.disk, join(root, LOOP_LOG));
  const monitor = new Monitor((line) => log.line(line));
  const { stop, interrupt, forget } = stopSignals();
  try {
    await runLoop(
      { root, actor: 'loop' },
      {
        max_ticks: null,
        while_desired: words.includes('--while-desired'),
        watch: (event) => monitor.show(event, now()),
        stop,
        interrupt,
      },
    );
  } catch (thrown) {
    const { error, group } = describeFailure(thrown, warn);
    log.line(printable(`${error.code}: ${error.message} ${error.next}`));
    warn(printableJson(JSON.stringify({ error })));
    process.exitCode = EXIT_CODES[group];
  } finally {
    forget();
    log.close();
  }
}
