import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { until } from '../../../support/program/processes.ts';

export const ENTER = '\r';
export const ESCAPE = '\x1b';

const SIZE = 'stty rows 50 cols 120';
const SHOWN_MS_MAX = 60_000;
const TAIL_LENGTH = 2000;

/** A program in a pseudo-terminal, which `script` of util-linux makes: every Debian and Ubuntu has it. */
export class Terminal {
  readonly child: ChildProcessWithoutNullStreams;
  #written = '';
  /** How much of the text was looked for already. */
  #seen = 0;

  constructor(argv: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    const command = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const line = `${SIZE}; exec ${command}`;
    this.child = spawn('script', ['-qefc', line, '/dev/null'], { ...options, stdio: 'pipe' });
    this.child.stdout.setEncoding('utf8').on('data', (text) => {
      this.#written += text;
    });
  }

  /** All that was ever shown, without colour and movement. */
  get text(): string {
    return stripVTControlCharacters(this.#written);
  }

  get tail(): string {
    return this.text.slice(-TAIL_LENGTH);
  }

  /** This is shown after what was looked for before. */
  async shows(what: string): Promise<void> {
    const look = () => {
      const at = this.text.indexOf(what, this.#seen);
      if (at < 0) return null;
      this.#seen = at + what.length;
      return true;
    };
    try {
      await until(`"${what}" on the terminal`, look, SHOWN_MS_MAX);
    } catch (thrown) {
      throw new Error(`${thrown}; it shows: ${this.tail}`);
    }
  }

  press(keys: string): void {
    this.child.stdin.write(keys);
  }

  /** Text, and the key that sends it, pressed once the text is shown: what comes at once is taken for a paste. */
  async enter(text: string): Promise<void> {
    this.press(text);
    await this.shows(text);
    this.press(ENTER);
  }
}
