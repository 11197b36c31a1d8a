import type { Disk } from '../ports/disk.ts';
import type { Clock } from '../ports/small.ts';
import type { AttemptDirectory } from './attempt-directory.ts';
import { readCancelReason, readSpawning } from './marks.ts';
import type { LaunchSpec } from './types.ts';

/** What a harness may write before it is ended: a runaway one would fill the disk of everybody. */
const OUTPUT_SIZE_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** Says whether and why a harness has to be ended. It knows bytes and time, nothing of what they mean. */
export class Watchdog {
  private heard: { bytes: number; monotonic_ms: number };

  constructor(
    private readonly ports: { readonly disk: Disk; readonly clock: Clock },
    private readonly attempt: AttemptDirectory,
    private readonly launch: LaunchSpec,
  ) {
    this.heard = { bytes: -1, monotonic_ms: ports.clock.monotonic() };
  }

  reason(): string | null {
    if (this.attempt.isGone()) return 'directory_gone';
    const cancelled = readCancelReason(this.ports.disk, this.attempt.directory);
    if (cancelled !== null) return cancelled;
    if (this.remainingMs() <= 0) return 'deadline';
    const written_bytes = this.attempt.sizeOf('stdout') + this.attempt.sizeOf('stderr');
    if (written_bytes > OUTPUT_SIZE_BYTES_MAX) return 'output';
    return this.isSilent(written_bytes) ? 'silence' : null;
  }

  remainingMs(): number {
    if (this.launch.timeout_ms === 0) return Number.POSITIVE_INFINITY;
    const spawning = readSpawning(this.ports.disk, this.attempt.directory);
    if (spawning === null) return this.launch.timeout_ms;
    return spawning.monotonic_ms + this.launch.timeout_ms - this.ports.clock.monotonic();
  }

  private isSilent(bytes: number): boolean {
    if (this.launch.silence_ms === 0) return false;
    const now = this.ports.clock.monotonic();
    if (bytes !== this.heard.bytes) this.heard = { bytes, monotonic_ms: now };
    return now - this.heard.monotonic_ms >= this.launch.silence_ms;
  }
}
