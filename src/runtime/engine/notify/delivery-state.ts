import { DiskFault, type HeldLock, type Sink } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { freshCursor } from './delivery-cursor.ts';
import { type Cursor, type Deliveries, DeliveryFile } from './delivery-file.ts';

/** What was delivered to whom, as this process knows it and as it is on disk. */
export class DeliveryState {
  private readonly file: DeliveryFile;
  private state: Deliveries | null = null;

  constructor(
    private readonly ports: EnginePorts,
    private readonly layout: Layout,
  ) {
    this.file = new DeliveryFile(ports, layout.outbox);
  }

  get marks(): Readonly<Record<string, Cursor>> {
    return this.state?.marks ?? {};
  }

  cursorOf({ name }: Sink): Cursor | null {
    return this.marks[name] ?? null;
  }

  /**
   * Gives each sink a cursor and takes those of others away. `seq`: where a new one begins. Returns
   * true when something changed.
   */
  enter(sinks: readonly Sink[], epoch: string, seq: number): boolean {
    if (this.isFor(sinks, epoch)) return false;
    this.reload();
    if (this.isFor(sinks, epoch)) return true;
    const held = this.lock();
    if (held === null) return false;
    try {
      this.reload();
      const known = this.state?.epoch === epoch ? this.marks : {};
      const marks = sinks.map(({ name }) => [name, known[name] ?? freshCursor(seq)] as const);
      this.write({ epoch, marks: Object.fromEntries(marks) });
    } finally {
      held.release();
    }
    return true;
  }

  /** Only under the lock. */
  reload(): void {
    this.state = this.file.read() ?? this.state;
  }

  /** Only under the lock. */
  save(sink: Sink, cursor: Cursor): void {
    const { epoch, marks } = this.state ?? { epoch: '', marks: {} };
    this.write({ epoch, marks: { ...marks, [sink.name]: cursor } });
  }

  /** Whoever has it delivers; the workspace may be owned by somebody else meanwhile. */
  lock(): HeldLock | null {
    return this.ports.lock.tryTake(`${this.layout.outbox}.lock`);
  }

  /** Kept in memory also where it cannot be written: this process delivers nothing twice. */
  private write(next: Omit<Deliveries, 'generation'>): void {
    this.state = { ...next, generation: (this.state?.generation ?? 0) + 1 };
    try {
      this.file.write(this.state);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      this.ports.sinks.log(`what was told cannot be written down: ${error.code}`);
    }
  }

  private isFor(sinks: readonly Sink[], epoch: string): boolean {
    if (this.state === null) {
      return sinks.length === 0 && this.ports.disk.stat(this.layout.outbox) === null;
    }
    const names = (list: readonly string[]) => [...list].sort().join(' ');
    const known = names(Object.keys(this.marks));
    const isSame = known === names(sinks.map(({ name }) => name));
    return isSame && (sinks.length === 0 || this.state.epoch === epoch);
  }
}
