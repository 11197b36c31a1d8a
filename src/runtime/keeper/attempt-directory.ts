import type { Disk } from '../ports/disk.ts';
import { ATTEMPT_FILES } from './files.ts';

type FileKey = keyof typeof ATTEMPT_FILES;

/** One attempt directory, the very one that was there at the start: a recreated one is another. */
export class AttemptDirectory {
  private readonly inode: number | undefined;

  constructor(
    private readonly disk: Disk,
    readonly directory: string,
  ) {
    this.inode = disk.stat(directory)?.inode;
  }

  path(file: FileKey): string {
    return `${this.directory}/${ATTEMPT_FILES[file]}`;
  }

  has(file: FileKey): boolean {
    return this.disk.stat(this.path(file)) !== null;
  }

  sizeOf(file: FileKey): number {
    return this.disk.stat(this.path(file))?.size_bytes ?? 0;
  }

  isGone(): boolean {
    const inode = this.disk.stat(this.directory)?.inode;
    return inode === undefined || inode !== this.inode;
  }
}
