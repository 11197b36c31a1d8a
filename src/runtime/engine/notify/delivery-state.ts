import { DiskFault, type HeldLock, type Outlet } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { freshMark } from './delivery-cursor.ts';
import { type Book, type Mark, OutboxFile } from './delivery-file.ts';

/** What was told to whom, as this process knows it and as it is on disk. */
export class OutboxBook {
  private readonly file: OutboxFile;
  private book: Book | null = null;

  constructor(
    private readonly ports: EnginePorts,
    private readonly layout: Layout,
  ) {
    this.file = new OutboxFile(ports, layout.outbox);
  }

  get marks(): Readonly<Record<string, Mark>> {
    return this.book?.marks ?? {};
  }

  markOf({ name }: Outlet): Mark | null {
    return this.marks[name] ?? null;
  }

  /**
   * Gives each outlet a mark and takes those of others away. `seq`: where a new one begins. Returns
   * true when something changed.
   */
  enter(outlets: readonly Outlet[], epoch: string, seq: number): boolean {
    if (this.isFor(outlets, epoch)) return false;
    this.reload();
    if (this.isFor(outlets, epoch)) return true;
    const held = this.lock();
    if (held === null) return false;
    try {
      this.reload();
      const known = this.book?.epoch === epoch ? this.marks : {};
      const marks = outlets.map(({ name }) => [name, known[name] ?? freshMark(seq)] as const);
      this.write({ epoch, marks: Object.fromEntries(marks) });
    } finally {
      held.release();
    }
    return true;
  }

  /** Only under the lock. */
  reload(): void {
    this.book = this.file.read() ?? this.book;
  }

  /** Only under the lock. */
  save(outlet: Outlet, mark: Mark): void {
    const { epoch, marks } = this.book ?? { epoch: '', marks: {} };
    this.write({ epoch, marks: { ...marks, [outlet.name]: mark } });
  }

  /** Whoever has it tells; the workspace may be owned by somebody else meanwhile. */
  lock(): HeldLock | null {
    return this.ports.lock.tryTake(`${this.layout.outbox}.lock`);
  }

  /** Kept in memory also where it cannot be written: this process tells nothing twice. */
  private write(next: Omit<Book, 'generation'>): void {
    this.book = { ...next, generation: (this.book?.generation ?? 0) + 1 };
    try {
      this.file.write(this.book);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      this.ports.outlets.log(`what was told cannot be written down: ${error.code}`);
    }
  }

  private isFor(outlets: readonly Outlet[], epoch: string): boolean {
    if (this.book === null) {
      return outlets.length === 0 && this.ports.disk.stat(this.layout.outbox) === null;
    }
    const names = (list: readonly string[]) => [...list].sort().join(' ');
    const known = names(Object.keys(this.marks));
    const isSame = known === names(outlets.map(({ name }) => name));
    return isSame && (outlets.length === 0 || this.book.epoch === epoch);
  }
}
