import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { NodePipes } from '../../src/runtime/host/pipes.ts';

function begin(argv: readonly string[]) {
  let heard = '';
  const program = new NodePipes().start(argv, (bytes) => {
    heard += new TextDecoder().decode(bytes);
  });
  return { program, heard: () => heard };
}

describe('a program that is talked to', () => {
  it('hears what is sent, and is heard to the end', async () => {
    const { program, heard } = begin(['sh', '-c', 'cat; echo bye; exit 3']);
    program.send('one\n');
    program.send('two\n');
    program.hangUp();
    expect(await program.ended).toEqual({ status: 3, error: null });
    expect(heard()).toBe('one\ntwo\nbye\n');
    program.send('nobody hears that\n');
    program.signal('SIGTERM');
  });
  it('has the status of the signal that ended it', async () => {
    const { program } = begin(['sleep', '600']);
    program.signal('SIGTERM');
    expect(await program.ended).toEqual({ status: 143, error: null });
  });
  it('is not waited for longer than itself, whoever holds its output', async () => {
    const { program, heard } = begin(['sh', '-c', 'sleep 30 & echo $!']);
    expect(await program.ended).toEqual({ status: 0, error: null });
    process.kill(Number(heard()), 'SIGKILL');
  });
  it('leads a session of its own, which no signal to ours reaches', async () => {
    const { program, heard } = begin(['sh', '-c', 'cut -d" " -f5,6 /proc/$$/stat; echo $$']);
    await program.ended;
    const [ids = '', pid] = heard().trim().split('\n');
    expect(ids.split(' ')).toEqual([pid, pid]);
  });
  it.each([
    ['no-such-program', 'ENOENT'],
    [tmpdir(), 'EACCES'],
  ])('%s cannot be started', async (path, error) => {
    const { program } = begin([path]);
    program.send('x');
    program.hangUp();
    expect(await program.ended).toEqual({ status: 127, error });
  });
});
