import { MillraceError } from '../../errors/errors.ts';
import type { Boundary } from '../../plan/index.ts';
import type { Owner } from '../owner/owner.ts';
import { planForWork, type WorkPlan } from '../plan/adopt.ts';
import { type PlanParts, takeConfig } from '../plan/reload.ts';
import type { ConfigKeyChange } from '../ports/engine-ports.ts';
import type { ControlValue } from './schema.ts';

const KEYS_SHOWN_MAX = 20;
const RUNS_NAMED_MAX = 5;
const AT: Readonly<Record<Exclude<Boundary, 'recompile'>, string>> = {
  immediate: 'counts now',
  next_tick: 'counts with the next step of work',
  restart: 'counts when a loop is started again',
};

/**
 * Reads the config now, without waiting that nobody edits it, and has each key count as soon as its
 * boundary lets it. Throws when it cannot be used; what counted before goes on then.
 */
export function reloadConfig(parts: PlanParts, owner: Owner): ControlValue {
  const { ports, watch } = parts;
  watch.forget();
  const { config: before } = owner.follower;
  const plan_id = owner.state.plan_id;
  const seen = watch.config.now();
  const refused = takeConfig(parts, owner, seen);
  if (refused !== null) throw refused;
  const plan = planForWork(parts, owner, 0);
  const { config_refusal } = owner.state;
  if (config_refusal !== null) {
    const { what, expected, next } = config_refusal;
    throw new MillraceError('plan_invalid', { what, expected, next });
  }
  const after = owner.follower.config;
  const isKnown = before !== undefined && after !== undefined;
  const changes = isKnown ? ports.config.changes(before.bytes, after.bytes) : [];
  const isAdopted = owner.state.plan_id !== plan_id;
  const waits = waitingFor(owner, plan);
  const fate = waits ?? (isAdopted ? `counts: ${owner.state.plan_id} is adopted` : NO_PART);
  return {
    applied: changes.length > 0 || isAdopted,
    detail: detailOf(changes, isAdopted, waits),
    runs: waits === null ? [] : [...owner.state.runs.keys()].slice(0, RUNS_NAMED_MAX),
    lines: changes.slice(0, KEYS_SHOWN_MAX).map((change) => lineOf(change, fate)),
  };
}

const NO_PART = 'changes nothing of the plan that runs';

function waitingFor({ state }: Owner, { successor }: WorkPlan): string | null {
  if (successor === null) return null;
  const runs = [...state.runs.keys()].slice(0, RUNS_NAMED_MAX).join(', ');
  return `waits until ${runs} has ended, under the plan that it began with`;
}

function detailOf(changes: readonly unknown[], isAdopted: boolean, waits: string | null): string {
  if (waits !== null) return `the config is read; its new plan ${waits}`;
  if (isAdopted) return 'the config is read, and its new plan is adopted';
  return changes.length === 0 ? 'nothing has changed since it was read' : 'the config is read';
}

function lineOf({ key, boundary }: ConfigKeyChange, fate: string): string {
  return `${key} (${boundary}): ${boundary === 'recompile' ? fate : AT[boundary]}`;
}
