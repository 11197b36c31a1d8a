import { NodeClock } from '../runtime/host/clock.ts';
import { NodePipes } from '../runtime/host/pipes.ts';
import { runPiDialogue } from '../runtime/runners/pi/dialogue.ts';

const STOPPED_STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const NOT_WRITTEN_STATUS = 1;

/** `millrace pi-dialogue <program> <arguments>`: the prompt on stdin, the records of Pi on stdout. */
export async function main(argv: readonly string[]): Promise<void> {
  const stop = new AbortController();
  let stopped: number | null = null;
  const end = (status: number) => {
    stopped ??= status;
    stop.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => end(STOPPED_STATUS[name]));
  }
  process.stdout.on('error', () => end(NOT_WRITTEN_STATUS));
  const ports = {
    pipes: new NodePipes(),
    clock: new NodeClock(),
    write: (bytes: Uint8Array) => process.stdout.write(bytes),
  };
  const status = await runPiDialogue(ports, argv, await prompt(), stop.signal);
  process.exit(stopped ?? status);
}

async function prompt(): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
