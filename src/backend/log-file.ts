import { dirname } from 'node:path';
import {
  type Disk,
  DiskFault,
  makeFolders,
  type OpenFile,
  writeAll,
} from '../runtime/ports/index.ts';

const SIZE_BYTES_MAX = 4 * 1024 * 1024;
/** Full files that are kept beside the one that is written. */
const KEPT_MAX = 2;

/**
 * Whole lines at the end of a file that never outgrows its limit. A log is no reason to fail: what
 * cannot be written is dropped.
 */
export class LogFile {
  private file: OpenFile | null = null;
  private size_bytes = 0;

  constructor(
    private readonly disk: Disk,
    private readonly path: string,
    private readonly size_bytes_max = SIZE_BYTES_MAX,
  ) {}

  line(text: string): void {
    try {
      this.append(new TextEncoder().encode(`${text}\n`));
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      this.close();
    }
  }

  close(): void {
    this.file?.close();
    this.file = null;
  }

  private append(bytes: Uint8Array): void {
    if (this.file === null) this.open();
    if (this.size_bytes + bytes.length > this.size_bytes_max) this.rotate();
    const file = this.file ?? this.open();
    writeAll(file, this.path, bytes, this.size_bytes);
    this.size_bytes += bytes.length;
  }

  private open(): OpenFile {
    makeFolders(this.disk, dirname(this.path));
    const file = this.disk.open(this.path, 'upsert');
    this.file = file;
    this.size_bytes = file.stat().size_bytes;
    return file;
  }

  private rotate(): void {
    this.close();
    this.size_bytes = 0;
    this.disk.unlink(`${this.path}.${KEPT_MAX}`);
    for (let number = KEPT_MAX - 1; number >= 0; number -= 1) {
      const from = number === 0 ? this.path : `${this.path}.${number}`;
      if (this.disk.stat(from) !== null) this.disk.rename(from, `${this.path}.${number + 1}`);
    }
  }
}
