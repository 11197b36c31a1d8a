import type { ProcessEntry } from '../ports/processes.ts';

const RECORDER_NAME = 'millrace-recorder';

/**
 * The exit status becomes a file NAME: an empty file needs no free block, cannot be torn and forks nothing.
 * `true` and not `:`, because a redirection error on a special builtin would end the shell.
 */
const RECORDER = [
  'trap : HUP INT TERM',
  'd=$1',
  'shift',
  '"$@"',
  'c=$?',
  'trap "" HUP INT TERM',
  'true >"$d/exit.$c" || command -p mv "$d/exit.reserve" "$d/exit.$c"',
  'exit $c',
].join('; ');

/** The command that runs `argv` and leaves its exit status in `directory`. */
export function recorded(directory: string, argv: readonly string[]): string[] {
  return ['/bin/sh', '-c', RECORDER, RECORDER_NAME, directory, ...argv];
}

export function isRecorder(entry: ProcessEntry): boolean {
  return entry.argv[3] === RECORDER_NAME;
}

/** What the shell says when it could not start the program; the text after the name is the shell's own. */
export function isStartFailure(exitCode: number, stderr: string): boolean {
  return (
    (exitCode === 127 || exitCode === 126) && stderr.trimStart().startsWith(`${RECORDER_NAME}:`)
  );
}
