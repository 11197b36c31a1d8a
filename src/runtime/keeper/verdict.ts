import { completionOf, outcomeOf } from './conclusion.ts';
import { readJson, recordedExit, writeCompletion } from './durable.ts';
import { ATTEMPT_FILES } from './files.ts';
import { readStopReason } from './marks.ts';
import type { ClaimPorts } from './ports.ts';
import { type Completion, completion } from './types.ts';

/** The completion of an attempt, or null when there is none yet. */
export function readCompletion(
  ports: ClaimPorts,
  directory: string,
  attempt: string,
): Completion | null {
  const { disk } = ports;
  if (disk.stat(`${directory}/${ATTEMPT_FILES.completion}`) === null) return null;
  const parsed = completion.safeParse(readJson(disk, `${directory}/${ATTEMPT_FILES.completion}`));
  if (parsed.success && parsed.data.attempt === attempt) return parsed.data;
  // Nobody but the keeper and the owner writes it; what others wrote says nothing about the harness.
  const reason = 'completion_unreadable';
  const end = { attempt, by: 'owner', outcome: 'lost', reason, exit_code: null, swept: 0 } as const;
  return completionOf(ports, directory, end);
}

/** The verdict on an attempt of which nothing lives, left behind while its lock is held. */
export function settle(ports: ClaimPorts, directory: string, attempt: string): Completion {
  const { disk } = ports;
  const exitCode = recordedExit(disk, directory);
  const spawned = disk.stat(`${directory}/${ATTEMPT_FILES.spawning}`) !== null;
  const cancelled = disk.stat(`${directory}/${ATTEMPT_FILES.cancel}`) !== null;
  const reason =
    readStopReason(disk, directory) ?? (cancelled && exitCode === null ? 'cancelled' : null);
  const verdict = completionOf(ports, directory, {
    attempt,
    by: 'owner',
    outcome: spawned ? outcomeOf(reason, exitCode) : 'never_spawned',
    reason,
    exit_code: exitCode,
    swept: 0,
  });
  if (writeCompletion(disk, directory, JSON.stringify(verdict))) return verdict;
  return readCompletion(ports, directory, attempt) ?? verdict;
}
