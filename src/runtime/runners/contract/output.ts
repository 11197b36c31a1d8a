import { ATTEMPT_FILES, type Completion } from '../../keeper/types.ts';
import type { Disk, OpenFile } from '../../ports/disk.ts';
import type { AttemptOutput } from '../harness/types.ts';
import { readOutbox } from './outbox.ts';

/** Of stdout and stderr only so much of the end is read: the marker comes last. */
export const STREAM_SIZE_BYTES_MAX = 16 * 1024 * 1024;
/** And so much of the beginning of stdout: a harness names its session there. */
const HEAD_SIZE_BYTES = 64 * 1024;

/**
 * Reads what an attempt left behind, once; decisions use these bytes and no later ones. `declared`:
 * names in `out/` of the artifacts of its stage.
 */
export function readOutput(
  disk: Disk,
  attemptDirectory: string,
  completion: Pick<Completion, 'exit_code' | 'ended_at'>,
  declared: readonly string[],
): AttemptOutput {
  const { files, unread, notes: leftOut } = readOutbox(disk, attemptDirectory, declared);
  const notes = [...leftOut];
  return {
    stdout: tailOf(disk, attemptDirectory, ATTEMPT_FILES.stdout, notes),
    stdout_head: headOf(disk, attemptDirectory, ATTEMPT_FILES.stdout),
    stderr: tailOf(disk, attemptDirectory, ATTEMPT_FILES.stderr, notes),
    out: files,
    unread,
    exit_code: completion.exit_code,
    ended_at: completion.ended_at,
    notes,
  };
}

function tailOf(disk: Disk, directory: string, name: string, notes: string[]): Uint8Array {
  const path = `${directory}/${name}`;
  if (disk.stat(path)?.kind !== 'file') return new Uint8Array();
  return withFile(disk, path, (file) => {
    const { size_bytes } = file.stat();
    if (size_bytes <= STREAM_SIZE_BYTES_MAX) return file.read(0, size_bytes);
    notes.push(`${name} has ${size_bytes} bytes; the last ${STREAM_SIZE_BYTES_MAX} were read`);
    return file.read(size_bytes - STREAM_SIZE_BYTES_MAX, STREAM_SIZE_BYTES_MAX);
  });
}

/** Empty when the end holds all of it. */
function headOf(disk: Disk, directory: string, name: string): Uint8Array {
  const path = `${directory}/${name}`;
  const stat = disk.stat(path);
  if (stat?.kind !== 'file' || stat.size_bytes <= STREAM_SIZE_BYTES_MAX) return new Uint8Array();
  return withFile(disk, path, (file) => file.read(0, HEAD_SIZE_BYTES));
}

function withFile<T>(disk: Disk, path: string, use: (file: OpenFile) => T): T {
  const file = disk.open(path, 'read');
  try {
    return use(file);
  } finally {
    file.close();
  }
}
