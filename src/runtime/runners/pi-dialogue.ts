import type { Pipes } from '../ports/pipes.ts';
import type { Clock } from '../ports/small.ts';
import { readEvents } from './events.ts';
import { PiLines } from './pi-lines.ts';
import { PiTalk } from './pi-talk.ts';

/** How long Pi may take to end its tools after it was asked to. */
const ABORT_MS = 2000;
/** And to end itself after its stdin was closed, or after a signal. */
const END_MS = 1000;
/** Records that are left out show once in so long that Pi is at work. */
const PULSE_MS = 1000;
const PULSE = new Uint8Array([10]);
const NOT_EXECUTABLE_STATUS = 126;

export interface DialoguePorts {
  readonly pipes: Pipes;
  readonly clock: Clock;
  /** Where the records go; what is written there is all that is known of the attempt. */
  readonly write: (bytes: Uint8Array) => void;
}

/** Name of the record of a program that could not be started; all other records are those of Pi. */
export const NOT_STARTED = 'program_not_started';

/**
 * Speaks with Pi through its pipes until it has done what the prompt says: the program between the
 * recorder and Pi. It dies with nobody but its attempt, and Pi ends when it does. Returns the exit
 * status of Pi.
 */
export async function runPiDialogue(
  ports: DialoguePorts,
  argv: readonly string[],
  prompt: string,
  stop: AbortSignal,
): Promise<number> {
  const { clock, pipes } = ports;
  const talk = new PiTalk();
  const over = new AbortController();
  const gone = new AbortController();
  const lines = new PiLines();
  const recorder = new Recorder(ports);
  const program = pipes.start(argv, (chunk) => {
    lines.take(chunk, hear);
    recorder.pulse();
  });
  const ended = program.ended.finally(() => gone.abort());

  function hear(line: Uint8Array): void {
    recorder.write(line);
    readEvents(line, (record) => {
      const reply = talk.hear(record);
      if (reply !== '') program.send(reply);
      if (talk.over) over.abort();
    });
  }

  program.send(talk.opening(prompt));
  const finished = AbortSignal.any([over.signal, gone.signal]);
  await aborted(AbortSignal.any([finished, stop]));
  if (stop.aborted && !finished.aborted) {
    program.send(talk.abort());
    await clock.sleep(ABORT_MS, finished);
  }
  program.hangUp();
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    await clock.sleep(END_MS, gone.signal);
    if (!gone.signal.aborted) program.signal(name);
  }
  const { status, error } = await ended;
  lines.finish(hear);
  if (error === null) return status;
  recorder.notStarted(argv[0] ?? '', error);
  return error === 'ENOENT' ? status : NOT_EXECUTABLE_STATUS;
}

/** Writes what is kept, and a sign of life for what is not. */
class Recorder {
  private written_ms: number;

  constructor(private readonly ports: DialoguePorts) {
    this.written_ms = ports.clock.monotonic();
  }

  write(bytes: Uint8Array): void {
    this.ports.write(bytes);
    this.written_ms = this.ports.clock.monotonic();
  }

  pulse(): void {
    if (this.ports.clock.monotonic() - this.written_ms >= PULSE_MS) this.write(PULSE);
  }

  notStarted(program: string, error: string): void {
    const record = { type: NOT_STARTED, program, error };
    this.write(new TextEncoder().encode(`${JSON.stringify(record)}\n`));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
