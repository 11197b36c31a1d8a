import { completionOf, outcomeOf } from './conclusion.ts';
import { readJson, recordedExit, syncCompletion, writeCompletion } from './durable.ts';
import { ATTEMPT_FILES } from './files.ts';
import { type Claim, readCancelReason, readStopReason } from './marks.ts';
import type { ClaimPorts } from './ports.ts';
import { isSealed } from './seal.ts';
import { type Completion, completion } from './types.ts';

/**
 * The completion that a keeper of the claim wrote, or null. Only for whoever holds the claim's lock:
 * while a keeper has it, nothing is final. What anybody else wrote says nothing about the harness.
 */
export function believedCompletion(
  ports: ClaimPorts,
  directory: string,
  attempt: string,
  claim: Claim | null,
): Completion | null {
  const found = readCompletion(ports, directory, attempt);
  if (found === null || claim === null) return null;
  return isSealed(ports.hash, claim, found.key ?? null) ? found : null;
}

/**
 * The verdict on an attempt of which nothing lives, left behind while its lock is held. One that says
 * the same is kept: an owner may have died before it recorded it.
 */
export function settle(ports: ClaimPorts, directory: string, attempt: string): Completion {
  const { disk } = ports;
  const exitCode = recordedExit(disk, directory);
  const spawned = disk.stat(`${directory}/${ATTEMPT_FILES.spawning}`) !== null;
  const cancelled = exitCode === null ? readCancelReason(disk, directory) : null;
  const reason = readStopReason(disk, directory) ?? cancelled;
  const verdict = completionOf(ports, directory, {
    attempt,
    by: 'owner',
    outcome: spawned ? outcomeOf(reason, exitCode) : 'never_spawned',
    reason,
    exit_code: exitCode,
    swept: 0,
  });
  const earlier = readCompletion(ports, directory, attempt);
  if (earlier !== null && isSame(earlier, verdict)) return earlier;
  writeCompletion(ports, directory, JSON.stringify(verdict));
  syncCompletion(disk, directory);
  return verdict;
}

function readCompletion(
  { disk }: ClaimPorts,
  directory: string,
  attempt: string,
): Completion | null {
  const parsed = completion.safeParse(readJson(disk, `${directory}/${ATTEMPT_FILES.completion}`));
  return parsed.success && parsed.data.attempt === attempt ? parsed.data : null;
}

const SAID = ['by', 'outcome', 'reason', 'exit_code', 'swept', 'started_at'] as const;

function isSame(one: Completion, other: Completion): boolean {
  return SAID.every((field) => one[field] === other[field]);
}
