import { MillraceError } from '../errors/errors.ts';
import { workspacePath } from '../plan/index.ts';
import { type Disk, foreignFault } from '../ports/disk.ts';
import { explaining } from '../ports/explained.ts';
import type { Hash } from '../ports/small.ts';
import { ensureDir, prepare } from './durable.ts';

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Bytes that are too large for a record, each in a file named by its digest.
 * Never changed once it is there.
 */
export class Blobs {
  private has_folder = false;
  private written: string[] = [];

  constructor(
    private readonly ports: { readonly disk: Disk; readonly hash: Hash },
    private readonly dir: string,
  ) {}

  has(sha256: string): boolean {
    return explaining('Looking for a blob', () => this.sizeOf(sha256) !== null);
  }

  put(sha256: string, bytes: Uint8Array): void {
    this.putAll([{ sha256, bytes }]);
  }

  /**
   * All of them are durable when it returns. The directory is synced even for those that were
   * there: their names may not be.
   */
  putAll(batch: readonly { readonly sha256: string; readonly bytes: Uint8Array }[]): void {
    if (batch.length === 0) return;
    const { disk } = this.ports;
    explaining('Writing a blob', () => {
      if (!this.has_folder) ensureDir(disk, this.dir);
      this.has_folder = true;
      for (const { sha256, bytes } of batch) {
        if (this.sizeOf(sha256) === bytes.length) continue;
        if (this.ports.hash.sha256(bytes) !== sha256) throw digestInvalid(sha256);
        const path = this.path(sha256);
        // What is not ours keeps its place.
        const { kind = 'file' } = disk.stat(path) ?? {};
        if (kind !== 'file') throw foreignFault('write', path, kind);
        disk.rename(prepare(disk, path, [bytes]), path);
        this.written.push(sha256);
      }
      disk.syncDir(this.dir);
    });
  }

  /** Digests of what was written since the last time that this was asked. */
  takeWritten(): readonly string[] {
    return this.written.splice(0);
  }

  /** null when there is none. */
  get(sha256: string): Uint8Array | null {
    return explaining('Reading a blob', () => {
      const bytes = this.ports.disk.read(this.path(sha256));
      if (bytes !== null && this.ports.hash.sha256(bytes) !== sha256) throw blobDamaged(sha256);
      return bytes;
    });
  }

  private path(sha256: string): string {
    if (!DIGEST.test(sha256)) throw digestInvalid(sha256);
    return `${this.dir}/${sha256}`;
  }

  private sizeOf(sha256: string): number | null {
    return this.ports.disk.stat(this.path(sha256))?.size_bytes ?? null;
  }
}

function digestInvalid(sha256: string): MillraceError {
  return new MillraceError('id_invalid', {
    what: `${JSON.stringify(sha256.slice(0, 64))} is not the SHA-256 of a blob`,
    expected: '64 lower-case hex digits, the digest of the content',
    next: 'take the digest from a record',
  });
}

function blobDamaged(sha256: string): MillraceError {
  return new MillraceError('journal_damaged', {
    what: `${workspacePath('blobs')}/${sha256} does not have the content that its name says`,
    expected: 'a file whose SHA-256 is its name',
    next: 'restore that file from a backup, or remove it and hand the document over again',
    details: { blob: sha256 },
  });
}
