import { emitKeypressEvents } from 'node:readline';
import { createLogUpdate } from 'log-update';
import type { Key } from '../cli/watch/keys.ts';

/** Its own page of the terminal, so that what was there before comes back. */
const ENTER = '\u001b[?1049h\u001b[H';
const LEAVE = '\u001b[?1049l';
const CLEAR = '\u001b[2J\u001b[H';

/** What it tells whoever draws on it. */
export interface ScreenEvents {
  key(key: Key): void;
  /** The size is another one, or it is shown again: draw. */
  redraw(): void;
  /** Nobody sits there any more. */
  hangup(): void;
}

/**
 * A terminal taken over, and given back as it was however the process ends: by a key, a signal, a crash.
 * While it is stopped by Ctrl-Z the shell has its terminal, too.
 */
export class LiveScreen {
  private readonly draw = createLogUpdate(process.stdout);
  private isTaken = false;
  private readonly onKey = (_: string | undefined, key: Key) => this.events.key(key);
  private readonly onResize = () => this.again();
  private readonly onContinue = () => {
    this.take();
    this.events.redraw();
  };
  private readonly onStop = () => this.suspend();
  private readonly onHangup = () => this.events.hangup();
  private readonly release = () => this.giveBack();

  constructor(private readonly events: ScreenEvents) {}

  get columns(): number {
    return process.stdout.columns;
  }

  get rows(): number {
    return process.stdout.rows;
  }

  open(): void {
    const { stdin, stdout } = process;
    emitKeypressEvents(stdin);
    stdin.on('keypress', this.onKey);
    stdin.on('end', this.onHangup);
    stdout.on('resize', this.onResize);
    stdout.on('error', this.onHangup);
    process.on('exit', this.release);
    process.on('SIGCONT', this.onContinue);
    process.on('SIGTSTP', this.onStop);
    for (const signal of ENDS) process.on(signal, this.onHangup);
    this.take();
  }

  show(lines: readonly string[]): void {
    // One line less than fits: a line break behind the last would move everything up.
    if (this.isTaken) this.draw(lines.join('\n'));
  }

  close(): void {
    const { stdin, stdout } = process;
    stdin.off('keypress', this.onKey);
    stdin.off('end', this.onHangup);
    stdout.off('resize', this.onResize);
    process.off('SIGCONT', this.onContinue);
    process.off('SIGTSTP', this.onStop);
    process.off('exit', this.release);
    for (const signal of ENDS) process.off(signal, this.onHangup);
    this.giveBack();
    stdin.pause();
  }

  /** As the shell means it: stopped until it is continued. */
  suspend(): void {
    this.giveBack();
    process.kill(process.pid, 'SIGSTOP');
  }

  private again(): void {
    if (!this.isTaken) return;
    process.stdout.write(CLEAR);
    this.draw.done();
    this.events.redraw();
  }

  private take(): void {
    if (this.isTaken) return;
    this.isTaken = true;
    process.stdin.setRawMode(true);
    process.stdin.resume();
    process.stdout.write(ENTER);
  }

  private giveBack(): void {
    if (!this.isTaken) return;
    this.isTaken = false;
    this.draw.done();
    process.stdout.write(LEAVE);
    process.stdin.setRawMode(false);
  }
}

const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
