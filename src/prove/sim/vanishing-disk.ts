import type { OpenMode } from '../../runtime/ports/disk.ts';
import type { SimDisk } from '../../sim/sim-disk.ts';
import { fileWith, PassingDisk } from './passing-disk.ts';

/** A disk from which somebody else removes something before a step of its user. */
export class VanishingDisk extends PassingDisk {
  private step = Number.POSITIVE_INFINITY;

  constructor(
    disk: SimDisk,
    private readonly gone: (disk: SimDisk) => readonly string[],
  ) {
    super(disk);
  }

  at(step: number): void {
    this.step = step;
  }

  /** At the latest. */
  now(): void {
    if (this.step === Number.POSITIVE_INFINITY) return;
    this.step = Number.POSITIVE_INFINITY;
    for (const path of this.gone(this.inner)) this.inner.remove(path);
  }

  override write(path: string, bytes: Uint8Array): void {
    this.look();
    super.write(path, bytes);
  }
  override mkdir(path: string): void {
    this.look();
    super.mkdir(path);
  }
  override link(from: string, to: string): void {
    this.look();
    super.link(from, to);
  }
  override unlink(path: string): void {
    this.look();
    super.unlink(path);
  }
  override rename(from: string, to: string): void {
    this.look();
    super.rename(from, to);
  }
  override syncDir(path: string): void {
    this.look();
    super.syncDir(path);
  }
  override open(path: string, mode: OpenMode) {
    this.look();
    return fileWith(super.open(path, mode), (file) => ({
      write: (bytes, at) => {
        this.look();
        return file.write(bytes, at);
      },
      sync: () => {
        this.look();
        file.sync();
      },
    }));
  }

  private look(): void {
    if (this.inner.steps + 1 >= this.step) this.now();
  }
}
