/**
 * How an edit of the config comes to count. Its file is judged whole: then it is recorded, and counts
 * at the boundary of each key; or it is refused, once and with what was expected, and the config of
 * before goes on to count, also for the next owner. A plan that changes with it waits for the runs in
 * flight, which end under the plan that they began with.
 */

import { type ErrorCode, MillraceError } from '../../errors/errors.ts';
import { configChange } from '../../kernel/index.ts';
import { type Plan, workspacePath } from '../../plan/index.ts';
import { PLACES } from '../../workspace/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { ConfigInForce, EnginePorts } from '../ports/engine-ports.ts';
import type { SeenConfig } from './config-watch.ts';
import type { PlanWatch } from './plan-watch.ts';

/** How many problems a refusal names. */
const PROBLEMS_SHOWN_MAX = 5;
/** Keys that a record names. */
const KEYS_NAMED_MAX = 20;
const FILE = workspacePath(PLACES.config);
const GOES_ON = 'the one of before goes on to count';

export interface PlanParts {
  readonly ports: EnginePorts;
  readonly watch: PlanWatch;
}

/**
 * Takes in the config as its file says it. Returns why it is refused; null = it counts. Only once
 * there is a plan: the first one brings its config with it.
 */
export function takeConfig(
  { ports, watch }: PlanParts,
  owner: Owner,
  seen: SeenConfig,
): MillraceError | null {
  const adopted = owner.follower.index?.plan ?? null;
  const before = owner.follower.config;
  if (adopted === null) return null;
  const problem = configProblem(watch, adopted, before, seen);
  if (problem !== null) return refuse(owner, problem);
  if (seen.is !== 'config') return null;
  if (isSame(before, seen)) {
    settle(owner, 'config_invalid');
    return null;
  }
  const keys = before === undefined ? [] : changedKeys(ports, before, seen);
  keepConfig(owner, seen);
  record(owner, configChange({ event: 'taken', sha256: seen.sha256, keys }));
  return null;
}

/** Why a file cannot take the place of the config that counts; null = it can. */
export function configProblem(
  watch: PlanWatch,
  adopted: Plan,
  before: ConfigInForce | undefined,
  seen: SeenConfig,
): MillraceError | null {
  if (seen.is === 'bad') return unusable([`${FILE}: ${seen.why}`]);
  if (seen.bytes === null && before?.bytes != null) return gone();
  if (isSame(before, seen)) return null;
  const { config_problems } = watch.candidate(adopted, seen);
  return config_problems.length === 0 ? null : unusable(config_problems);
}

function isSame(before: ConfigInForce | undefined, { sha256 }: ConfigInForce): boolean {
  return before !== undefined && before.sha256 === sha256;
}

/** Its bytes are stored before the record that names them. */
export function keepConfig(owner: Owner, { sha256, bytes }: ConfigInForce): void {
  if (sha256 !== null && bytes !== null) owner.follower.blobs.put(sha256, bytes);
}

/** Says once that something cannot be used; work goes on with what counted before. */
export function refuse(owner: Owner, error: MillraceError): MillraceError {
  const { code, facts } = error;
  const { what, next, expected = '' } = facts;
  const known = owner.state.config_refusal;
  if (known?.code !== code || known.what !== what) {
    record(owner, configChange({ event: 'refused', refusal: { code, what, expected, next } }));
  }
  return error;
}

/** What was refused with this code is mended, or undone. */
export function settle(owner: Owner, code: ErrorCode): void {
  if (owner.state.config_refusal?.code === code) record(owner, configChange({ event: 'undone' }));
}

/** At once: whoever edits hears of it, whatever becomes of the work that follows. */
function record(owner: Owner, change: ReturnType<typeof configChange>): void {
  owner.commit({ changes: [change], cause: { input: 'config', rule: 'reload' } });
}

function changedKeys(ports: EnginePorts, before: ConfigInForce, after: ConfigInForce): string[] {
  const keys = ports.config.changes(before.bytes, after.bytes).map(({ key }) => key);
  if (keys.length <= KEYS_NAMED_MAX) return keys;
  return [...keys.slice(0, KEYS_NAMED_MAX), `and ${keys.length - KEYS_NAMED_MAX} more`];
}

function unusable(problems: readonly string[]): MillraceError {
  const named = problems.slice(0, PROBLEMS_SHOWN_MAX).join(' | ');
  return new MillraceError('config_invalid', {
    what: `The edited config cannot be used, and ${GOES_ON}: ${named}`,
    expected: 'a config without errors',
    next: 'call compile_validate and fix every error that it names; it is read again then',
    details: { errors: problems.length },
  });
}

function gone(): MillraceError {
  return new MillraceError('config_invalid', {
    what: `The config was there and is gone, and ${GOES_ON}: ${FILE}`,
    expected: 'the file; an empty one stands for the defaults',
    next: 'put it back, or write an empty file to have the defaults count',
  });
}
