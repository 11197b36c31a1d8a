import { MillraceError } from '../../errors/errors.ts';
import { type Account, type Change, estimateOf, type Run, type State } from '../../kernel/index.ts';
import type { AccountBudget } from '../../plan/index.ts';
import { explaining, type HeldLock, makeFolders } from '../../ports/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { ZoneCalendar } from './calendar.ts';
import { type Reservation, Shares } from './shares.ts';

/** Below the user's folder for what lies outside of workspaces. */
const FOLDER = 'usage';
/** It is held for a few milliseconds; each try takes about as long. */
const LOCK_TRIES_MAX = 500;
/** Names of rules of an account begin so: no rule of a workspace does. */
const PREFIX = 'account:';

export type AccountPorts = Pick<
  EnginePorts,
  'clock' | 'disk' | 'lock' | 'state_home' | 'identity' | 'startOf' | 'budget'
>;

/** Whose share it is. */
export interface OwnWorkspace {
  /** Empty = it has none yet. */
  readonly id: () => string;
  readonly root: string;
}

/** An attempt that is about to start. */
interface Starting {
  readonly attempt: string;
  readonly run: Run;
}

/**
 * What all workspaces of a user may use together. Each keeps a file of what it has used and reserved;
 * one may reserve only under a lock that all of them share, after it has read what the others say.
 */
export class AccountUsage {
  private readonly shares: Shares | null;
  private calendar: ZoneCalendar | null = null;
  /** By which it shows that nothing new has to be written. */
  private written = '';

  constructor(
    private readonly ports: AccountPorts,
    private readonly own: OwnWorkspace,
  ) {
    const { disk, state_home, identity, startOf } = ports;
    const isAlive = ({ pid, start, machine }: { pid: number; start: string; machine: string }) =>
      machine !== identity.machine || startOf(pid) === start;
    const folder = state_home === null ? null : `${state_home}/${FOLDER}`;
    this.shares = folder === null ? null : new Shares({ disk, isAlive }, folder);
  }

  /** Null = there is no such budget. */
  facts(): Account | null {
    const budget = this.ports.budget();
    if (budget === null || this.shares === null || budget.rules.length === 0) return null;
    const { calendar_timezone, rules, ...counting } = budget;
    if (this.calendar?.zone !== calendar_timezone) {
      this.calendar = new ZoneCalendar(calendar_timezone);
    }
    const now_ms = this.ports.clock.now();
    return {
      ...counting,
      rules: rules.map((rule) => ({ ...rule, rule_id: `${PREFIX}${rule.rule_id}`, hard: true })),
      calendar: this.calendar.at(now_ms),
      others: this.shares.others(this.own.id(), now_ms),
    };
  }

  /** Tells the others what this workspace has used and what runs, if that is anything new. */
  publish(state: State): void {
    const budget = this.ports.budget();
    if (budget !== null && budget.rules.length > 0) this.write(budget, state, []);
  }

  /**
   * Reserves for the attempts that a decision starts, if they still fit: `fits` is asked under the lock.
   * False = somebody else was first.
   */
  reserve(state: State, changes: readonly Change[], fits: () => boolean): boolean {
    const starting = startsIn(state, changes);
    const budget = this.ports.budget();
    const isOff = budget === null || budget.rules.length === 0 || starting.length === 0;
    if (isOff || this.shares === null) return true;
    const lock = this.lock(this.shares.folder);
    try {
      if (!fits()) return false;
      this.shares.forgetOld(this.ports.clock.now());
      this.write(budget, state, starting);
      return true;
    } finally {
      lock.release();
    }
  }

  private write(budget: AccountBudget, state: State, starting: readonly Starting[]): void {
    const running = [...state.runs.values()].flatMap((run): Reservation[] => {
      const live = run.request?.live;
      return live == null ? [] : [reservation(budget, state, run, live.id, live.at)];
    });
    const now = new Date(this.ports.clock.now()).toISOString();
    const next = starting.map(({ run, attempt }) => reservation(budget, state, run, attempt, now));
    const { pid, start, machine } = this.ports.identity;
    const { totals, usage } = state;
    const { minutes, quarters } = usage;
    const reserved = [...running, ...next];
    const attempts = reserved.map(({ attempt }) => attempt);
    const last = [minutes.at(-1), quarters.at(-1), totals.total_tokens];
    const stamp = JSON.stringify([pid, attempts, last]);
    if (this.shares === null || stamp === this.written) return;
    const { shares } = this;
    explaining('Telling the other workspaces what is used', () =>
      shares.keep({
        schema_version: '1.0',
        kind: 'workspace_usage',
        workspace: this.own.id(),
        root: this.own.root,
        minutes,
        quarters,
        reserved,
        process: { pid, start, machine },
      }),
    );
    this.written = stamp;
  }

  private lock(folder: string): HeldLock {
    const { disk, lock } = this.ports;
    makeFolders(disk, folder);
    for (let tries = 0; tries < LOCK_TRIES_MAX; tries += 1) {
      const held = lock.tryTake(`${folder}/lock`);
      if (held !== null) return held;
    }
    throw new MillraceError('workspace_owned', {
      what: `Another process holds the lock of your budget, ${folder}/lock, and does not let it go`,
      expected: 'a lock that is held for some milliseconds',
      next: 'end that process if it hangs, then call again',
    });
  }
}

function startsIn(state: State, changes: readonly Change[]): Starting[] {
  return changes.flatMap((change): Starting[] => {
    if (change.k !== 'attempt@1') return [];
    const { attempt, request } = change;
    const asked = changes.find((one) => one.k === 'request@1' && one.request === request);
    const first = asked?.k === 'request@1' ? state.runs.get(asked.run) : undefined;
    const run = first ?? [...state.runs.values()].find((one) => one.request?.id === request);
    return run === undefined ? [] : [{ attempt, run }];
  });
}

function reservation(
  budget: AccountBudget,
  state: State,
  run: Run,
  attempt: string,
  at: string,
): Reservation {
  const tokens = estimateOf(budget, 'total_tokens', state, run);
  return { attempt, at, tokens, cost_usd: estimateOf(budget, 'cost_usd', state, run) };
}
