import { join } from 'node:path';
import { type Disk, DiskFault, type Hash, makeFolders } from '../../runtime/ports/index.ts';

/** A full cache is emptied: all of it can be downloaded again. */
const FILES_MAX = 2000;
const SIZE_BYTES_MAX = 1024 * 1024;

/** What was downloaded, by its digest, which is compared again whenever it is read. */
export class DigestCache {
  constructor(
    private readonly ports: { readonly disk: Disk; readonly hash: Hash },
    private readonly folder: string,
  ) {}

  read(sha256: string): Uint8Array | null {
    const { disk, hash } = this.ports;
    try {
      const path = join(this.folder, sha256);
      const stat = disk.stat(path);
      if (stat?.kind !== 'file' || stat.size_bytes > SIZE_BYTES_MAX) return null;
      const bytes = disk.read(path);
      return bytes !== null && hash.sha256(bytes) === sha256 ? bytes : null;
    } catch (thrown) {
      if (thrown instanceof DiskFault) return null;
      throw thrown;
    }
  }

  /** Where it cannot be kept it is downloaded again. */
  keep(sha256: string, bytes: Uint8Array): void {
    const { disk } = this.ports;
    try {
      if ((disk.list(this.folder) ?? []).length >= FILES_MAX) disk.remove(this.folder);
      makeFolders(disk, this.folder);
      const path = join(this.folder, sha256);
      const scratch = `${path}.tmp`;
      disk.write(scratch, bytes);
      disk.rename(scratch, path);
    } catch (thrown) {
      if (!(thrown instanceof DiskFault)) throw thrown;
    }
  }
}
