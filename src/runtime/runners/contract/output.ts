import { ATTEMPT_FILES, type Completion } from '../../keeper/types.ts';
import type { Disk, OpenFile } from '../../ports/disk.ts';
import type { AttemptOutput } from '../harness/types.ts';

/** Of stdout and stderr only so much of the end is read: the marker comes last. */
export const STREAM_SIZE_BYTES_MAX = 16 * 1024 * 1024;
/** And so much of the beginning of stdout: a harness names its session there. */
const HEAD_SIZE_BYTES = 64 * 1024;
export const OUT_FILES_MAX = 200;
export const OUT_SIZE_BYTES_MAX = 8 * 1024 * 1024;
/** Folders below `out/`. */
export const OUT_DEPTH_MAX = 4;
/** Names that are looked at before the rest of `out/` is left unread. */
const OUT_ENTRIES_MAX = 2000;

/** Reads what an attempt left behind, once; decisions use these bytes and no later ones. */
export function readOutput(
  disk: Disk,
  attemptDirectory: string,
  completion: Pick<Completion, 'exit_code' | 'ended_at'>,
): AttemptOutput {
  const notes: string[] = [];
  const out = readOutbox(disk, attemptDirectory, notes);
  return {
    stdout: tailOf(disk, attemptDirectory, ATTEMPT_FILES.stdout, notes),
    stdout_head: headOf(disk, attemptDirectory, ATTEMPT_FILES.stdout),
    stderr: tailOf(disk, attemptDirectory, ATTEMPT_FILES.stderr, notes),
    out,
    exit_code: completion.exit_code,
    ended_at: completion.ended_at,
    notes,
  };
}

/** What lies in `out/`, bounded; name with forward slashes -> bytes. */
export function readOutbox(
  disk: Disk,
  attemptDirectory: string,
  notes: string[],
): ReadonlyMap<string, Uint8Array> {
  const outbox = new Outbox(disk, notes);
  outbox.collect(`${attemptDirectory}/${ATTEMPT_FILES.outbox}`, '', 0);
  return outbox.files;
}

class Outbox {
  readonly files = new Map<string, Uint8Array>();
  private size_bytes = 0;
  private entries = 0;

  constructor(
    private readonly disk: Disk,
    private readonly notes: string[],
  ) {}

  collect(root: string, folder: string, depth: number): void {
    const at = folder === '' ? root : `${root}/${folder}`;
    if (this.disk.stat(at)?.kind !== 'dir') return;
    for (const { name, kind } of this.disk.list(at) ?? []) {
      const path = folder === '' ? name : `${folder}/${name}`;
      this.entries += 1;
      if (this.entries > OUT_ENTRIES_MAX) {
        this.notes.push(`out/ has more than ${OUT_ENTRIES_MAX} entries; the rest was not read`);
        return;
      }
      if (kind === 'file') this.take(root, path);
      else if (kind !== 'dir') this.skip(path, 'it is not a regular file');
      else if (depth >= OUT_DEPTH_MAX)
        this.skip(path, `it is deeper than ${OUT_DEPTH_MAX} folders`);
      else this.collect(root, path, depth + 1);
      if (this.entries > OUT_ENTRIES_MAX) return;
    }
  }

  private take(root: string, path: string): void {
    if (this.files.size >= OUT_FILES_MAX) {
      this.skip(path, `there are more than ${OUT_FILES_MAX} files`);
      return;
    }
    const room = OUT_SIZE_BYTES_MAX - this.size_bytes;
    const bytes = readWhole(this.disk, `${root}/${path}`, room);
    if (bytes === null) {
      this.skip(path, `out/ is larger than ${OUT_SIZE_BYTES_MAX} bytes`);
      return;
    }
    this.size_bytes += bytes.length;
    this.files.set(path, bytes);
  }

  private skip(path: string, why: string): void {
    this.notes.push(`out/${path} was not read: ${why}`);
  }
}

/** null = larger than `max`. */
function readWhole(disk: Disk, path: string, max: number): Uint8Array | null {
  return withFile(disk, path, (file) => {
    const { size_bytes } = file.stat();
    return size_bytes > max ? null : file.read(0, size_bytes);
  });
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
