import type { Disk } from '../ports/disk.ts';
import { ATTEMPT_FILES } from './files.ts';
import { readSpawning, type Spawning } from './marks.ts';
import type { ClaimPorts } from './ports.ts';
import type { Completion } from './types.ts';

export type End = Pick<Completion, 'attempt' | 'by' | 'outcome' | 'reason' | 'exit_code' | 'swept'>;

/** A stop that was asked for counts as stopped whatever the exit status says. */
export function outcomeOf(reason: string | null, exitCode: number | null): Completion['outcome'] {
  if (reason !== null) return 'stopped';
  return exitCode === null ? 'lost' : 'exited';
}

export function completionOf(ports: ClaimPorts, directory: string, end: End): Completion {
  const spawning = readSpawning(ports.disk, directory);
  return {
    ...end,
    started_at: spawning?.at ?? null,
    ended_at: new Date(ports.clock.now()).toISOString(),
    duration_ms: spawning === null ? 0 : Math.max(0, Math.round(elapsedSince(spawning, ports))),
    stdout_bytes: sizeOf(ports.disk, `${directory}/${ATTEMPT_FILES.stdout}`),
    stderr_bytes: sizeOf(ports.disk, `${directory}/${ATTEMPT_FILES.stderr}`),
  };
}

/** After a reboot only the wall clock is left. */
function elapsedSince(spawning: Spawning, { clock, processes }: ClaimPorts): number {
  if (spawning.boot === processes.self().boot) return clock.monotonic() - spawning.monotonic_ms;
  return clock.now() - Date.parse(spawning.at);
}

function sizeOf(disk: Disk, path: string): number {
  return disk.stat(path)?.size_bytes ?? 0;
}
