import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { PipedProgram, Pipes } from '../ports/pipes.ts';
import { systemCode } from './system-code.ts';

/** A child that outlives its program may hold the pipe; what the program wrote has arrived by then. */
const DRAIN_MS = 500;
const SIGNAL_STATUS_BASE = 128;
const NOT_STARTED_STATUS = 127;

export class NodePipes implements Pipes {
  start(argv: readonly string[], output: (bytes: Uint8Array) => void): PipedProgram {
    const [program = '', ...args] = argv;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    // Writing to a program that has ended fails; its end is told by `ended`.
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', output);
    const ended: PipedProgram['ended'] = new Promise((settle) => {
      const end = (status: number, error: string | null = null) => settle({ status, error });
      child.once('error', (error) => end(NOT_STARTED_STATUS, systemCode(error)));
      child.once('close', (code, signal) => end(statusOf(code, signal)));
      child.once('exit', (code, signal) => {
        setTimeout(() => end(statusOf(code, signal)), DRAIN_MS);
      });
    });
    return {
      send: (text) => child.stdin.write(text),
      hangUp: () => child.stdin.end(),
      signal: (name) => child.kill(name),
      ended,
    };
  }
}

function statusOf(code: number | null, signal: NodeJS.Signals | null): number {
  if (code !== null) return code;
  return SIGNAL_STATUS_BASE + (signal === null ? 0 : constants.signals[signal]);
}
