import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { program, Terminal } from '../terminal.mjs';
import { stable } from './stable.mjs';

const LOOKS_MAX = 1200;
const LOOK_MS = 50;
const PROMPT = 'to go on: ';

/** Somebody at a terminal, who can also type what a person is asked to type. */
export class Person extends Terminal {
  /** In a terminal of its own, as a person has one: what is asked is answered with `id`. */
  async typed(id, ...words) {
    this.say(`$ ${commandLine(words)}`);
    const child = spawn(...inTerminal([process.execPath, program, ...words]), {
      cwd: this.project,
      env: this.env,
    });
    let shown = '';
    let isAsked = false;
    child.stdout.on('data', (bytes) => {
      shown += bytes;
      if (isAsked || !shown.includes(PROMPT)) return;
      isAsked = true;
      child.stdin.write(`${id}\r`);
    });
    await new Promise((resolve, reject) => {
      const what = 'a person types in a terminal, which `script` makes, and that does not start';
      child.on('error', (cause) => reject(new Error(what, { cause })));
      child.on('close', resolve);
    });
    this.say(shown.replaceAll('\r', '').trim());
    this.check('the id was asked for', isAsked);
  }

  shown(...words) {
    this.say(`$ ${commandLine(words)}`);
    this.say(this.millrace(...words).trim());
  }

  async until(holds) {
    for (let look = 0; look < LOOKS_MAX; look += 1) {
      if (holds()) return;
      await sleep(LOOK_MS);
    }
    throw new Error('what was waited for did not come');
  }

  /** Stories run at the same time: each is printed chapter by chapter. */
  say(text) {
    this.recording.push(stable(this.plain(text)));
  }

  /** What was recorded since the last time, as a block of a page. */
  block() {
    const text = this.recording.splice(0).join('\n');
    process.stdout.write(`${text}\n\n`);
    return `\`\`\`text\n${text}\n\`\`\`\n`;
  }
}

/** `script` gives a program a terminal; it takes the command in another way on each system. */
function inTerminal(argv) {
  if (process.platform === 'darwin') return ['script', ['-q', '/dev/null', ...argv]];
  return ['script', ['-qec', argv.map(quoted).join(' '), '/dev/null']];
}

function commandLine(words) {
  return ['millrace', ...words.map((word) => (/^[\w./-]+$/.test(word) ? word : quoted(word)))].join(
    ' ',
  );
}

function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
