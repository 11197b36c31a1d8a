import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { host, now, runLoop } from '../backend/host.ts';
import { LogFile } from '../backend/log-file.ts';
import { workspaceRoot } from '../backend/root.ts';
import { PROCESSES } from '../cli/help.ts';
import { Monitor } from '../cli/monitor.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { fail, say, warn } from './say.ts';
import { stopSignals } from './signals.ts';

const USAGE = PROCESSES.find(({ name }) => name === 'run daemon')?.usage ?? '';

interface Asked {
  readonly root: string;
  readonly monitor: boolean;
  readonly monitor_log: string | null;
  readonly max_ticks: number | null;
}

/** `millrace run daemon`: the loop in the foreground. */
export async function main(words: readonly string[]): Promise<void> {
  if (words.includes('--help') || words.includes('-h')) {
    say(`Usage: ${USAGE}`);
    return;
  }
  try {
    await run(parse(words));
  } catch (thrown) {
    fail(thrown);
  }
}

async function run({ root, monitor: shown, monitor_log, max_ticks }: Asked): Promise<void> {
  process.stdout.on('error', () => undefined);
  const log = monitor_log === null ? null : new LogFile(host.disk, monitor_log);
  const monitor = new Monitor((line) => {
    if (shown) say(line);
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

function parse(words: readonly string[]): Asked {
  const { monitor = 'none', workspace, ...values } = options(words);
  const shown = monitor.toLowerCase();
  if (shown !== 'none' && shown !== 'basic') throw badUsage('--monitor is none or basic');
  const log = values['monitor-log'];
  return {
    root: workspaceRoot(workspace, process.env, process.cwd()),
    monitor: shown === 'basic',
    monitor_log: log === undefined ? null : resolve(process.cwd(), log),
    max_ticks: ticks(values['max-ticks']),
  };
}

function options(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        monitor: { type: 'string' },
        'monitor-log': { type: 'string' },
        'max-ticks': { type: 'string' },
        workspace: { type: 'string' },
      },
    }).values;
  } catch {
    throw badUsage('an option is not known, or its value is missing');
  }
}

function ticks(text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number >= 1) return number;
  throw badUsage('--max-ticks is a whole number from 1');
}

function badUsage(problem: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `millrace run daemon: ${problem}`,
    expected: USAGE,
    next: 'Correct the options and start it again.',
  });
}
