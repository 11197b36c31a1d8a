import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../support/program/processes.ts';
import { PERSON_ASKS } from '../api.ts';
import type { Desk } from './desk.ts';
import { type Pilot, scriptOf, type Turn } from './pilot.ts';
import { newerClaude } from './programs.ts';
import { Terminal } from './terminal.ts';

const CONNECTED = /millrace.*[Cc]onnected/;
const SAID_MS_MAX = 90_000;
const PRESS_AGAIN_MS = 1000;

/** A person in front of Claude Code, whose model says what a pilot says. */
export class Seat {
  readonly turns: Turn[] = [];

  private constructor(readonly terminal: Terminal) {}

  /** It is ready for its person, and has our tools. */
  static async take(desk: Desk, pilot: Pilot): Promise<Seat> {
    const { folder, root, env } = desk.workspace;
    const log = join(folder, 'client.log');
    const flags = ['--ax-screen-reader', '--debug-file', log, '--allowedTools', 'mcp__millrace'];
    const argv = [newerClaude.command, ...flags];
    const seat = new Seat(new Terminal(argv, { cwd: root, env }));
    desk.model.script = scriptOf(pilot, seat.turns);
    await seat.terminal.shows('(shift+tab to cycle)');
    await until('the connection to our server', () =>
      existsSync(log) && CONNECTED.test(readFileSync(log, 'utf8')) ? true : null,
    );
    return seat;
  }

  asks(text: string): Promise<void> {
    return this.terminal.enter(`${PERSON_ASKS}${text}`);
  }

  /** The model has said this, and the person reads it. */
  async says(text: string): Promise<void> {
    await until(`"${text}" of the model`, () => (this.#said() === text ? true : null), SAID_MS_MAX);
    await this.terminal.shows(text);
  }

  /** Presses a key as a person does, who presses it again when nothing happens, until the model has said this. */
  async pressesUntil(key: string, text: string): Promise<void> {
    let again = 0;
    const look = () => {
      if (this.#said() === text) return true;
      if (performance.now() < again) return null;
      this.terminal.press(key);
      again = performance.now() + PRESS_AGAIN_MS;
      return null;
    };
    await until(`"${text}" of the model`, look, SAID_MS_MAX);
  }

  #said(): string | undefined {
    const { text, message } = this.turns.at(-1)?.reply ?? {};
    if (message !== undefined) throw new Error(`${message}; it shows: ${this.terminal.tail}`);
    return text;
  }
}
