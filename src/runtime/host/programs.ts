import { type ChildProcess, spawn } from 'node:child_process';
import type { ProgramCall, ProgramSaid, Programs } from '../ports/programs.ts';

/** Of each stream; the rest is read and dropped. */
const TEXT_SIZE_BYTES_MAX = 16 * 1024;

/** Programs of this machine, each in a process group of its own. */
export class NodePrograms implements Programs {
  ask({ argv, cwd, env, timeout_ms }: ProgramCall): Promise<ProgramSaid> {
    const [program, ...args] = argv;
    return new Promise((resolve) => {
      const child = started(program, args, cwd, env);
      if (child === null) return resolve({ code: null, text: '' });
      const texts = [headOf(child.stdout), headOf(child.stderr)];
      const timer = setTimeout(() => killGroup(child), timeout_ms);
      const end = (code: number | null) => {
        clearTimeout(timer);
        resolve({ code, text: texts.map((text) => text()).join('') });
      };
      child.once('error', () => end(null));
      // A child of the program may keep the streams open; its own end is what counts.
      child.once('exit', (code) => {
        killGroup(child);
        child.once('close', () => end(code));
      });
    });
  }
}

function started(
  program: string,
  args: readonly string[],
  cwd: string,
  env: ProgramCall['env'],
): ChildProcess | null {
  try {
    return spawn(program, args, {
      cwd,
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  } catch {
    return null;
  }
}

function headOf(stream: ChildProcess['stdout']): () => string {
  const chunks: Buffer[] = [];
  let size_bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (size_bytes >= TEXT_SIZE_BYTES_MAX) return;
    chunks.push(chunk);
    size_bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).subarray(0, TEXT_SIZE_BYTES_MAX).toString('utf8');
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}
