import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { NodePrograms } from '../../src/runtime/host/programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-programs-'));
const programs = new NodePrograms();
afterAll(() => rmSync(folder, { recursive: true }));

function ask(script: string, timeout_ms = 10_000) {
  const env = { PATH: '/usr/bin:/bin', MINE: 'mine' };
  return programs.ask({ argv: ['/bin/sh', '-c', script], cwd: folder, env, timeout_ms });
}

it('gets what a program says on both streams, and its exit code', async () => {
  expect(await ask('echo out; echo err >&2; exit 3')).toEqual({ code: 3, text: 'out\nerr\n' });
});

it('gives it the named environment, the named folder and no input', async () => {
  const { text } = await ask('cat; echo "$MINE $HOME"; pwd');
  expect(text).toBe(`mine \n${folder}\n`);
});

it('ends one that takes too long, with its children', async () => {
  const answers: string[] = [];
  // A machine that is busy elsewhere may have begun nothing yet when the time is over.
  for (const limit_ms of [300, 3000, 30_000]) {
    const { code, text } = await ask('echo begun; sleep 600 & sleep 600', limit_ms);
    expect(code).toBeNull();
    answers.push(text);
    if (text !== '') break;
  }
  expect(answers.at(-1)).toBe('begun\n');
});

it('does not wait for what a program leaves behind', async () => {
  expect(await ask('echo done; sleep 60 &')).toEqual({ code: 0, text: 'done\n' });
});

it('keeps the beginning of much output', async () => {
  const { code, text } = await ask('yes | head -c 5000000');
  expect([code, text.length]).toEqual([0, 16 * 1024]);
});

it('answers for what cannot be started', async () => {
  const file = join(folder, 'text');
  writeFileSync(file, 'no program');
  chmodSync(file, 0o644);
  for (const program of [file, folder, join(folder, 'absent'), '']) {
    const call = { argv: [program] as const, cwd: folder, env: {}, timeout_ms: 5000 };
    expect(await programs.ask({ ...call, argv: [program] })).toEqual({ code: null, text: '' });
  }
});
