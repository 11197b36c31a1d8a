import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inject } from 'vitest';
import { shellWord } from '../../../src/runtime/text/shell-word.ts';
import type { Workspace } from '../../support/program/workspace.ts';

const ASKED = 'to go on: ';

/** A command in a terminal of its own; each answer is typed when somebody is asked for it. */
export async function inTerminal(
  { root, env }: Workspace,
  answers: readonly string[],
  ...words: string[]
): Promise<{ code: number | null; out: string }> {
  const command = [process.execPath, inject('program'), ...words].map(shellWord).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: root,
    env: { ...env, PATH: `${env.PATH}:${process.env.PATH}`, TERM: 'dumb' },
    stdio: 'pipe',
  });
  let out = '';
  let typed = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (; typed < Math.min(out.split(ASKED).length - 1, answers.length); typed += 1) {
      child.stdin.write(`${answers[typed]}\n`);
    }
  });
  const [code] = await once(child, 'close');
  return { code, out: out.replaceAll('\r', '') };
}
