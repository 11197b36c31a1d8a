import { spawnSync } from 'node:child_process';
import { ms, type Row, statOf, timed } from './measure.ts';

const STARTS = 15;
/** Of an empty Node, and what Millrace may take beside that. */
const NODE_RATIO = 1.5;
const OWN_MS_MAX = 100;
const LOOKS: readonly (readonly string[])[] = [['status'], ['ps']];

/** How long somebody who types a command waits, beside an empty Node taken next to each sample. */
export function measureShell(program: string, root: string): Row[] {
  return LOOKS.map((words) => {
    const own: number[] = [];
    const bare: number[] = [];
    for (let start = 0; start < STARTS; start += 1) {
      bare.push(timed(() => run(['-e', '0'], root)));
      own.push(timed(() => run([program, ...words], root)));
    }
    const time = statOf(own);
    const node = statOf(bare).p50;
    const limit_ms = NODE_RATIO * node + OWN_MS_MAX;
    const row = {
      what: `millrace ${words.join(' ')} in a shell`,
      time,
      result: `node -e 0: ${ms(node)} ms`,
    };
    return words.includes('status')
      ? { ...row, limit: `${ms(limit_ms)} ms`, ok: time.p50 <= limit_ms }
      : { ...row, ok: null };
  });
}

function run(words: readonly string[], cwd: string): void {
  const { status } = spawnSync(process.execPath, words, { cwd, stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}`);
}
