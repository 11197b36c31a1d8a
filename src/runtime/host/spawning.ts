import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Child, SpawnRequest, WaitingChild } from '../ports/processes.ts';
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
    return { pid: child.pid ?? 0, ended: endOf(child) };
  } catch (error) {
    return failedChild(systemCode(error));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

export function spawnWaiting(request: Omit<SpawnRequest, 'stdin'>): WaitingChild {
  const [program, ...args] = request.argv;
  if (program === undefined) return { ...failedChild('EINVAL'), ...DEAF };
  const opened: number[] = [];
  try {
    opened.push(openSync(request.stdout ?? '/dev/null', 'a', FILE_MODE));
    opened.push(openSync(request.stderr ?? '/dev/null', 'a', FILE_MODE));
    const child = spawn(program, args, {
      cwd: request.cwd,
      env: { ...request.env },
      stdio: ['pipe', ...opened],
      detached: true,
    });
    child.unref();
    return { pid: child.pid ?? 0, ...talk(child) };
  } catch (error) {
    return { ...failedChild(systemCode(error)), ...DEAF };
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

const DEAF = { give: () => false, hangUp: () => undefined };

/** Neither the pipe nor the child keeps this process alive. */
function talk(child: ChildProcess): Omit<WaitingChild, 'pid'> {
  const { stdin } = child;
  let gone = child.pid === undefined;
  const ended = endOf(child);
  void ended.then(() => {
    gone = true;
  });
  // Writing to a program that has ended fails; its end is told by `ended`.
  stdin?.on('error', () => undefined);
  if (stdin instanceof Socket) stdin.unref();
  return {
    ended,
    hangUp: () => stdin?.destroy(),
    give(text) {
      if (gone || stdin === null || stdin.destroyed) return false;
      stdin.write(text);
      // What has left at once is followed by the end at once, whatever this process does next.
      if (stdin.writableLength === 0) stdin.destroy();
      else stdin.end();
      return true;
    },
  };
}

function endOf(child: ChildProcess): Child['ended'] {
  return new Promise((settle) => {
    child.once('exit', (code) => settle({ code, error: null }));
    child.once('error', (error) => settle({ code: null, error: systemCode(error) }));
  });
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
