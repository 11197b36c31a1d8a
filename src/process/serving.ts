import type { ProcessCommand } from '../cli/process-command.ts';
import { badUsage } from '../cli/process-words.ts';
import { warn } from './say.ts';
import { stopSignals } from './signals.ts';

const PORT_MAX = 65_535;

/** A promise that was rejected leaves the server up for its other clients. */
export function survive(): void {
  process.on('unhandledRejection', (reason) => {
    warn(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
  });
}

/** A second signal ends the process at once. */
export function untilStopped(): Promise<void> {
  process.stdout.on('error', () => undefined);
  return new Promise((resolve) => {
    const signals = stopSignals(() => {
      warn('Ending when the calls in flight are answered.');
      signals.forget();
      resolve();
    });
  });
}

/** Throws for what is no port. */
export function portOf(
  command: ProcessCommand,
  text: string | undefined,
  otherwise: number,
): number {
  const port = Number(text ?? otherwise);
  if (text === undefined || (/^\d{1,5}$/.test(text) && port <= PORT_MAX)) return port;
  throw badUsage(command, `--port is a whole number from 0 to ${PORT_MAX}`);
}
