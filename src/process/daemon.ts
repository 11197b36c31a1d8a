import { resolve } from 'node:path';
import { host, now, openWorkspace, runLoop } from '../backend/host.ts';
import { LogFile } from '../backend/log-file.ts';
import { Monitor } from '../cli/monitor.ts';
import { requireOwnConfig } from '../cli/own-config.ts';
import { badUsage, readOptions } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { meantPath } from '../runtime/text/path.ts';
import { requireOutsideStage, rootOf, runProcess } from './run.ts';
import { say, warn } from './say.ts';
import { stopSignals } from './signals.ts';

interface DaemonOptions {
  readonly root: string;
  readonly monitor: boolean;
  readonly monitor_log: string | null;
  readonly max_ticks: number | null;
  /** Becomes the one that runs; null = as things stand. */
  readonly mode: string | null;
}

/** `millrace run daemon`: the loop in the foreground. */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.daemon, words, () => {
    const options = optionsIn(words);
    requireOutsideStage(PROCESSES.daemon);
    return adopted(options);
  });
}

async function adopted(options: DaemonOptions): Promise<void> {
  const { root, mode } = options;
  if (mode !== null) {
    const runtime = openWorkspace({ root, actor: 'daemon' });
    try {
      await runtime.adopt(mode);
    } finally {
      runtime.close();
    }
  }
  return run(options);
}

async function run({
  root,
  monitor: isShown,
  monitor_log,
  max_ticks,
}: DaemonOptions): Promise<void> {
  process.stdout.on('error', () => undefined);
  const log = monitor_log === null ? null : new LogFile(host.disk, monitor_log);
  const monitor = new Monitor((line) => {
    if (isShown) say(line);
    log?.line(line);
  });
  const hint = 'Stopping when the running stages have ended; press Ctrl-C again to end them.';
  const signals = stopSignals(() => warn(hint));
  const { stop, interrupt } = signals;
  try {
    await runLoop(
      { root, actor: 'daemon' },
      {
        max_ticks,
        while_desired: false,
        watch: (event) => {
          monitor.show(event, now());
          if (event.kind === 'stopped') summary(event.ticks, event.reason, stop.aborted);
        },
        stop,
        interrupt,
      },
    );
  } finally {
    signals.forget();
    log?.close();
  }
}

function summary(ticks: number, reason: string, interrupted: boolean): void {
  const lines = ['run_mode: daemon', `ticks: ${ticks}`, `reason: ${reason}`];
  if (interrupted) lines.push('interrupted: true');
  say(lines.join('\n'));
}

function optionsIn(words: readonly string[]): DaemonOptions {
  const { monitor = 'none', ...values } = readOptions(PROCESSES.daemon, words);
  const shown = monitor.toLowerCase();
  if (shown !== 'none' && shown !== 'basic') {
    throw badUsage(PROCESSES.daemon, '--monitor is none or basic');
  }
  const root = rootOf(values);
  const { config, mode = null, 'monitor-log': log } = values;
  if (config !== undefined) requireOwnConfig(root, resolve(process.cwd(), config));
  return {
    root,
    mode,
    monitor: shown === 'basic',
    monitor_log: log === undefined ? null : resolve(process.cwd(), meantPath('--monitor-log', log)),
    max_ticks: ticks(values['max-ticks']),
  };
}

function ticks(text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number >= 1) return number;
  throw badUsage(PROCESSES.daemon, '--max-ticks is a whole number from 1');
}
