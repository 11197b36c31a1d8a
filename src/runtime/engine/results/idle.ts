import { ATTEMPT_FILES, type Attempts, type ProcessorUse } from '../../keeper/types.ts';
import { type Clock, type Disk, DiskFault } from '../../ports/index.ts';
import { OUT_DEPTH_MAX } from '../../runners/index.ts';

/** Without any sign for so long a stage that has handed back does nothing more. */
const IDLE_MS = 60_000;
/** Of its files before its processes are looked at, which takes longer. */
const SETTLED_MS = 5000;
/** What a program that only waits may use of the processor in that time. */
const PROCESSOR_MS_MAX = 600;
/** Names of `out/` that count as a sign. */
const NAMES_MAX = 500;

interface Quiet {
  /** What its files looked like. */
  readonly signs: string;
  /** Monotonic. */
  readonly since_ms: number;
  /** What its processes had used by then; null while nobody has asked. */
  readonly use: ProcessorUse | null;
}

/**
 * Which attempts give no sign of life: not a byte of output, no change in `out/`, no use of the
 * processor. Where processors cannot be asked none counts as idle, and its limits end it.
 */
export class IdleWatch {
  private readonly known = new Map<string, Quiet>();

  constructor(
    private readonly ports: { readonly disk: Disk; readonly clock: Clock },
    private readonly attempts: Pick<Attempts, 'directory' | 'processorUse'>,
  ) {}

  /** True once for each time span without a sign; for the whole of the next one it is false. */
  isIdle(attempt: string): boolean {
    const now_ms = this.ports.clock.monotonic();
    const signs = signsOf(this.ports.disk, this.attempts.directory(attempt));
    const before = this.known.get(attempt);
    if (before?.signs !== signs) {
      this.known.set(attempt, { signs, since_ms: now_ms, use: null });
      return false;
    }
    const quiet_ms = now_ms - before.since_ms;
    if (quiet_ms < (before.use === null ? SETTLED_MS : IDLE_MS)) return false;
    const use = this.attempts.processorUse(attempt);
    this.known.set(attempt, { signs, since_ms: now_ms, use });
    return before.use !== null && use !== null && isUnused(before.use, use);
  }

  forget(attempt: string): void {
    this.known.delete(attempt);
  }
}

/** A process that came or went meanwhile is a sign by itself. */
function isUnused(before: ProcessorUse, now: ProcessorUse): boolean {
  if (before.size !== now.size) return false;
  let used_ms = 0;
  for (const [process, ms] of now) used_ms += ms - (before.get(process) ?? -Infinity);
  return used_ms <= PROCESSOR_MS_MAX;
}

function signsOf(disk: Disk, directory: string): string {
  const streams = [ATTEMPT_FILES.stdout, ATTEMPT_FILES.stderr].map(
    (name) => disk.stat(`${directory}/${name}`)?.size_bytes ?? 0,
  );
  const names: string[] = [];
  lookInto(disk, `${directory}/${ATTEMPT_FILES.outbox}`, 0, names);
  return [...streams, ...names].join('\n');
}

function lookInto(disk: Disk, folder: string, depth: number, names: string[]): void {
  for (const { name, kind } of listOf(disk, folder)) {
    if (names.length >= NAMES_MAX) return;
    const path = `${folder}/${name}`;
    const stat = disk.stat(path);
    names.push(`${path} ${stat?.size_bytes} ${stat?.mtime_ms} ${stat?.inode}`);
    if (kind === 'dir' && depth < OUT_DEPTH_MAX) lookInto(disk, path, depth + 1, names);
  }
}

/** A stage may have put anything there; whoever takes the hand-back says so. */
function listOf(disk: Disk, folder: string) {
  try {
    return disk.list(folder) ?? [];
  } catch (error) {
    if (error instanceof DiskFault) return [];
    throw error;
  }
}
