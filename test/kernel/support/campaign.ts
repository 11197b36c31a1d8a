import { expect } from 'vitest';
import {
  baseText,
  baseTexts,
  type Change,
  clearDirty,
  type Decision,
  deltaText,
  evolve,
  type JournalRecord,
  next,
  State,
  stateFrom,
} from '../../../src/runtime/kernel/index.ts';
import { type Limits, usageWindow } from '../../../src/runtime/plan/index.ts';
import { indexOf } from '../../support/kernel/plans.ts';
import { miscounted } from '../../support/kernel/recount.ts';
import { type Rules, rule } from './governance.ts';
import { broken, claimDue, closedTooEarly, forbidden } from './invariants.ts';
import { Ledger, type Watcher } from './ledger.ts';
import { Outside } from './play.ts';
import { skillSteps } from './skills.ts';
import { Tape } from './tape.ts';
import { Fields, wholeState } from './whole-state.ts';

/** More than the limits of any campaign here allow; reaching it means that something does not end. */
const RECORDS_MAX = 6000;
const HOUR_MS = 3_600_000;

/** One random life of a workspace. Throws with what is wrong at the first record that breaks a rule. */
export function playCampaign(
  plan: string,
  numbers: readonly number[],
  fields = new Fields(),
): Ledger {
  const tape = new Tape(numbers);
  const watch = new Watch(fields);
  const ledger = new Ledger(indexOf(plan, limitsFrom(tape)), watch);
  ledger.rules = rulesFrom(numbers);
  const outside = new Outside(ledger, tape);
  for (let n = 1 + tape.pick(3); n > 0; n -= 1) outside.admit();
  while (advance(ledger, outside, tape)) {
    if (ledger.records.length > RECORDS_MAX) throw new Error('the campaign does not end');
  }
  watch.end(ledger, outside);
  return ledger;
}

function limitsFrom(tape: Tape): Partial<Limits> {
  const low = (options: readonly number[]) => tape.of(options) ?? 1;
  return {
    stages_per_lineage: low([60, 3, 8, 20]),
    wall_minutes_per_lineage: low([600, 2, 10]),
    tokens_per_lineage: low([100_000, 50, 200]),
    handoffs_per_lineage: low([5, 0, 1, 2]),
    remediations_per_lineage: low([3, 0, 1]),
    attempts_per_item: low([30, 2, 5]),
  };
}

/** From numbers that decide other things too: the course of a campaign without rules stays as it was. */
function rulesFrom(numbers: readonly number[]): Rules | null {
  const pick = (place: number, below: number) => (numbers[place] ?? 0) % below;
  if (pick(7, 4) !== 1) return null;
  const window = usageWindow.options[pick(8, usageWindow.options.length)] ?? 'rolling_5h';
  const policies = ['count_as_estimate', 'ignore', 'block'] as const;
  return {
    rules: [
      rule(window, 50 + 10 * pick(9, 30), { hard: pick(10, 2) === 1 }),
      rule('rolling_5h', 400),
    ],
    auto_resume: pick(11, 3) !== 1,
    unknown_usage: policies[pick(12, policies.length)] ?? 'ignore',
    estimated_stage_tokens: 20,
  };
}

/** One thing happens. False when nothing can happen any more. */
function advance(ledger: Ledger, outside: Outside, tape: Tape): boolean {
  const { state } = ledger;
  const steps = skillSteps(ledger);
  if (steps.length > 0) {
    ledger.apply(steps);
    return true;
  }
  if (!tape.spent && tape.pick(9) === 1) outside.admit();
  if (!tape.spent && tape.pick(8) === 1) outside.meddle();
  const live = [...state.runs.values()].filter((run) => run.request?.live != null);
  const run = tape.of(live);
  // With a run alive, other planes may go on first.
  if (run !== undefined && tape.pick(2) === 0) {
    outside.end(run);
    return true;
  }
  let decision = next(ledger.facts, state);
  if (decision === 'tree_wanted') decision = next(ledger.facts, state, { tree: outside.tree });
  if (decision === 'tree_wanted') throw new Error('the tree was wanted twice');
  if (decision !== null) ledger.apply(recordedBy(tape, decision));
  else if (run !== undefined) outside.end(run);
  else return rest(ledger, outside);
  return true;
}

/** A release before the ids of contracts recorded none; the next one makes up for it. */
function recordedBy(tape: Tape, { changes }: Decision): readonly Change[] {
  const opens = changes.some(({ k }) => k === 'target-open@1');
  const isOlder = opens && tape.pick(4) === 1;
  return isOlder ? changes.filter(({ k }) => k !== 'contract@1') : changes;
}

/** Time passes, then people give in; then it is over. */
function rest(ledger: Ledger, outside: Outside): boolean {
  const { pauses, questions } = ledger.state;
  const timed =
    [...pauses.values()].some((pause) => pause.until !== null) ||
    [...questions.values()].some((one) => one.expires_at !== undefined && !one.has_expired);
  if (timed) ledger.now_ms += HOUR_MS;
  return timed || outside.relent();
}

/** Few, so that a campaign has several. */
const ROWS_OF_A_PART = 3;
const CHECKPOINT_EVERY = 17;

/** Looks at everything before and after each record. */
class Watch implements Watcher {
  private readonly ids = new Set<string>();
  private readonly texts: string[] = [];

  constructor(private readonly fields: Fields) {}

  before({ index, state }: Ledger, changes: readonly Change[]): void {
    report(forbidden(index, state, changes), changes);
  }

  after({ index, state }: Ledger, record: JournalRecord): void {
    const problems = [...broken(index, state), ...miscounted(state)];
    for (const change of record.c) {
      if (change.k === 'target-verdict@1') problems.push(...closedTooEarly(state, change));
      if (change.k === 'run@1') problems.push(...this.again(change.run));
      if (change.k === 'attempt@1') problems.push(...this.again(change.attempt));
    }
    report(problems, record.c);
    // What seldom happens is compared whenever it does.
    const isRare = [...state.handoffs.values()].some(({ open }) => open > 0);
    if (isRare || record.n % CHECKPOINT_EVERY === 0) this.checkpoint(state);
  }

  /** Owner, follower and whoever reads the checkpoint hold the same state. */
  end({ index, state, records }: Ledger, outside: Outside): void {
    const replayed = new State();
    for (const record of records) evolve(replayed, record);
    this.checkpoint(state, replayed, stateFrom([...baseTexts(state, ROWS_OF_A_PART)]));
    expect(state.totals.total_tokens).toBe(outside.tokens);
    expect(state.totals.stages).toBe(outside.stages);
    expect(claimDue(index, state)).toBeNull();
  }

  private again(id: string): string[] {
    if (this.ids.has(id)) return [`${id} was given twice`];
    this.ids.add(id);
    return [];
  }

  /** The state as it is read back, and `others`, are the state field by field. */
  private checkpoint(state: State, ...others: readonly State[]): void {
    this.texts.push(this.texts.length === 0 ? baseText(state) : deltaText(state));
    clearDirty(state);
    const right = wholeState(state);
    const text = JSON.stringify(right);
    for (const other of [stateFrom(this.texts), ...others]) {
      const found = wholeState(other);
      // The comparison that tells what differs takes long.
      if (JSON.stringify(found) !== text) expect(found).toEqual(right);
    }
    this.fields.see(right);
  }
}

function report(problems: readonly string[], changes: readonly Change[]): void {
  if (problems.length === 0) return;
  throw new Error(`${problems.join('\n')}\nin ${JSON.stringify(changes)}`);
}
