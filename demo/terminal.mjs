import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
export const program = join(root, 'dist', 'bin.js');

/** A person's terminal in a folder of its own, whose commands and answers are recorded. */
export class Terminal {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-recording-')));
  project = join(this.folder, 'project');
  env = {
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: this.folder,
    MILLRACE_SCENARIO: join(this.folder, 'scenario.json'),
  };
  recording = [];

  /** A command and what it printed, also when it was refused. */
  shown(...words) {
    this.say(`$ millrace ${words.join(' ')}`);
    this.say(this.millrace(...words).trimEnd());
  }

  millrace(...words) {
    const { stdout, stderr, status } = this.ran(process.execPath, program, ...words);
    return status === 0 ? stdout : stderr;
  }

  answer(...words) {
    return JSON.parse(this.millrace(...words, '--json'));
  }

  /** A command of the system; what it prints is left out. */
  run(...words) {
    this.say(`$ ${words.join(' ')}`);
    execFileSync(words[0], words.slice(1), { cwd: this.project, env: this.env, stdio: 'ignore' });
  }

  ran(...words) {
    const options = { cwd: this.project, env: this.env, encoding: 'utf8' };
    return spawnSync(words[0], words.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  check(what, holds) {
    this.say(`${holds ? 'ok' : 'NOT TRUE'}: ${what}`);
    if (!holds) process.exitCode = 1;
  }

  say(text) {
    const plain = this.plain(text);
    process.stdout.write(`${plain}\n`);
    this.recording.push(plain);
  }

  /** Without the paths of this machine. */
  plain(text) {
    return text.replaceAll(this.folder, '').replaceAll(root, 'millrace');
  }

  /** With `--write` the recording becomes a page of the documentation. */
  publish(name, head) {
    const page = `${head}\n\`\`\`text\n${this.recording.join('\n')}\n\`\`\`\n`;
    writePage(name, page);
  }

  end() {
    this.ran(process.execPath, program, 'run', 'stop', '--now');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function writePage(name, text) {
  if (process.argv.includes('--write')) writeFileSync(join(root, 'docs', `${name}.md`), text);
}
