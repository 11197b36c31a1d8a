import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Child, SpawnRequest } from '../ports/processes.ts';
import { systemCode } from './system-code.ts';

const FILE_MODE = 0o600;

/**
 * The descriptors are raw files: no byte passes through this process, so its death costs the
 * program nothing.
 */
export function spawnDetached(request: SpawnRequest): Child {
  const [program, ...args] = request.argv;
  if (program === undefined) return failedChild('EINVAL');
  const opened: number[] = [];
  try {
    opened.push(openSync(request.stdin ?? '/dev/null', 'r'));
    opened.push(openSync(request.stdout ?? '/dev/null', 'a', FILE_MODE));
    opened.push(openSync(request.stderr ?? '/dev/null', 'a', FILE_MODE));
    const child = spawn(program, args, {
      cwd: request.cwd,
      env: { ...request.env },
      stdio: opened,
      detached: true,
    });
    child.unref();
    const ended: Child['ended'] = new Promise((settle) => {
      child.once('exit', (code) => settle({ code, error: null }));
      child.once('error', (error) => settle({ code: null, error: systemCode(error) }));
    });
    return { pid: child.pid ?? 0, ended };
  } catch (error) {
    return failedChild(systemCode(error));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

function failedChild(error: string): Child {
  return { pid: 0, ended: Promise.resolve({ code: null, error }) };
}

/** A signal to a process, or with a negative number to a group. */
export function send(target: number, name: string): void {
  try {
    process.kill(target, name);
  } catch (error) {
    // ESRCH: gone. EPERM: not ours any more, so not the process that was meant.
    if (systemCode(error) !== 'ESRCH' && systemCode(error) !== 'EPERM') throw error;
  }
}
