import type { Disk } from '../ports/disk.ts';
import type { Clock } from '../ports/small.ts';
import { readSpawning } from './marks.ts';
import type { Place } from './place.ts';
import type { LaunchSpec } from './types.ts';

/** Says whether and why a harness has to be ended. It knows bytes and time, nothing of what they mean. */
export class Watchdog {
  private heard: { bytes: number; monotonic_ms: number };

  constructor(
    private readonly ports: { readonly disk: Disk; readonly clock: Clock },
    private readonly place: Place,
    private readonly launch: LaunchSpec,
  ) {
    this.heard = { bytes: -1, monotonic_ms: ports.clock.monotonic() };
  }

  reason(): string | null {
    if (this.place.isGone()) return 'directory_gone';
    if (this.place.has('cancel')) return 'cancelled';
    if (this.remainingMs() <= 0) return 'deadline';
    return this.isSilent() ? 'silence' : null;
  }

  remainingMs(): number {
    if (this.launch.timeout_ms === 0) return Number.POSITIVE_INFINITY;
    const spawning = readSpawning(this.ports.disk, this.place.directory);
    if (spawning === null) return this.launch.timeout_ms;
    return spawning.monotonic_ms + this.launch.timeout_ms - this.ports.clock.monotonic();
  }

  private isSilent(): boolean {
    if (this.launch.silence_ms === 0) return false;
    const now = this.ports.clock.monotonic();
    const bytes = this.place.sizeOf('stdout') + this.place.sizeOf('stderr');
    if (bytes !== this.heard.bytes) this.heard = { bytes, monotonic_ms: now };
    return now - this.heard.monotonic_ms >= this.launch.silence_ms;
  }
}
