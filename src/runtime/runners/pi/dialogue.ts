import type { PipedProgram, Pipes } from '../../ports/pipes.ts';
import type { Clock } from '../../ports/small.ts';
import { readEvents } from '../harness/events.ts';
import { PiLines } from './lines.ts';
import { PiTalk } from './protocol.ts';

/** How long Pi may take to end its tools after it was asked to. */
const ABORT_MS = 2000;
/** To answer the last question. */
const ANSWER_MS = 5000;
/** To end after its stdin was closed, and after each signal. */
const END_MS = 1000;
/** Records that are left out show once in so long that Pi is at work. */
const PULSE_MS = 1000;
const PULSE = new Uint8Array([10]);
const NOT_EXECUTABLE_STATUS = 126;

/** Name of the record of a program that could not be started; all other records are those of Pi. */
export const NOT_STARTED = 'program_not_started';

export interface DialoguePorts {
  readonly pipes: Pipes;
  readonly clock: Clock;
  /** Where the records go; what is written there is all that is known of the attempt. */
  readonly write: (bytes: Uint8Array) => void;
}

/**
 * Speaks with Pi through its pipes until it has done what the prompt says: the program between the
 * recorder and Pi. It depends on nobody, and Pi ends when it does. Returns the exit status of Pi.
 */
export async function runPiDialogue(
  ports: DialoguePorts,
  argv: readonly string[],
  prompt: string,
  stop: AbortSignal,
): Promise<number> {
  const dialogue = new Dialogue(ports, argv);
  await dialogue.work(prompt, stop);
  if (stop.aborted) await dialogue.abort();
  const { status, error } = await dialogue.end();
  if (error === null) return status;
  const record = { type: NOT_STARTED, program: argv[0], error };
  ports.write(new TextEncoder().encode(`${JSON.stringify(record)}\n`));
  return error === 'ENOENT' ? status : NOT_EXECUTABLE_STATUS;
}

class Dialogue {
  private readonly talk = new PiTalk();
  private readonly lines = new PiLines();
  private readonly program: PipedProgram;
  private readonly over = new AbortController();
  private readonly gone = new AbortController();
  private readonly finished = AbortSignal.any([this.over.signal, this.gone.signal]);
  private written_ms: number;

  constructor(
    private readonly ports: DialoguePorts,
    argv: readonly string[],
  ) {
    this.written_ms = ports.clock.monotonic();
    this.program = ports.pipes.start(argv, (chunk) => {
      this.lines.take(chunk, this.hear);
      if (ports.clock.monotonic() - this.written_ms >= PULSE_MS) this.write(PULSE);
    });
    this.program.ended.then(() => this.gone.abort());
  }

  /** Until the work is done, Pi has ended, or somebody wants it to stop. */
  work(prompt: string, stop: AbortSignal): Promise<void> {
    this.program.send(this.talk.opening(prompt));
    return whenAborted(AbortSignal.any([this.finished, stop]));
  }

  async abort(): Promise<void> {
    if (this.finished.aborted) return;
    this.program.send(this.talk.abort());
    await this.ports.clock.sleep(ABORT_MS, this.finished);
  }

  async end(): PipedProgram['ended'] {
    const { clock } = this.ports;
    this.program.hangUp();
    for (const name of ['SIGTERM', 'SIGKILL'] as const) {
      await clock.sleep(END_MS, this.gone.signal);
      if (!this.gone.signal.aborted) this.program.signal(name);
    }
    const ended = await this.program.ended;
    this.lines.finish(this.hear);
    return ended;
  }

  private readonly hear = (line: Uint8Array): void => {
    this.write(line);
    readEvents(line, (record) => {
      const { closing } = this.talk;
      const reply = this.talk.hear(record);
      if (reply !== '') this.program.send(reply);
      if (this.talk.over) this.over.abort();
      else if (this.talk.closing !== closing) this.waitForAnswer();
    });
  };

  private async waitForAnswer(): Promise<void> {
    const { closing } = this.talk;
    await this.ports.clock.sleep(ANSWER_MS, this.finished);
    if (closing !== null && closing === this.talk.closing) this.over.abort();
  }

  private write(bytes: Uint8Array): void {
    this.ports.write(bytes);
    this.written_ms = this.ports.clock.monotonic();
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
