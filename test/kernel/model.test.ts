import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Change, State } from '../../src/runtime/kernel/index.ts';
import { indexOf, PLANS } from '../support/kernel/plans.ts';
import { miscounted } from '../support/kernel/recount.ts';
import { playCampaign } from './support/campaign.ts';
import { Ledger } from './support/ledger.ts';
import { Fields } from './support/whole-state.ts';

const CAMPAIGNS = 2000;
const CHOICES_MAX = 400;
const SEED = 20260101;

const numbers = fc.array(fc.nat({ max: 10_000 }), { maxLength: CHOICES_MAX, size: 'max' });
const campaign = fc.record({ plan: fc.constantFrom(...Object.keys(PLANS)), numbers });

it('breaks no rule in 2,000 random campaigns over shipped and nonsense loops', () => {
  const seen = new Set<string>();
  const fields = new Fields();
  const play = fc.property(campaign, ({ plan, numbers }) => {
    for (const record of playCampaign(plan, numbers, fields).records) {
      for (const change of record.c) see(seen, change);
    }
  });
  // The seed and the path say which campaign it was; looking for a shorter one takes an hour.
  fc.assert(play, { numRuns: CAMPAIGNS, seed: SEED, endOnFailure: true });
  const wanted = Object.entries(MUST_HAPPEN).flatMap(([kind, details]) => [
    kind,
    ...details.map((detail) => `${kind} ${detail}`),
  ]);
  expect(wanted.filter((what) => !seen.has(what))).toEqual([]);
  expect(fields.never_filled.filter((path) => !MAY_STAY_EMPTY.includes(path))).toEqual([]);
});

it('breaks no rule in random campaigns of a new seed', () => {
  const seed = randomInt(1_000_000_000);
  console.log(`seed of the random campaigns: ${seed}`);
  const play = fc.property(campaign, ({ plan, numbers }) => {
    playCampaign(plan, numbers);
  });
  fc.assert(play, { numRuns: CAMPAIGNS / 10, seed, endOnFailure: true });
});

/**
 * Every kind of change, and what of it must happen: campaigns without it would prove little. The
 * type names a kind that is missing here.
 */
const MUST_HAPPEN: Readonly<Record<Change['k'], readonly string[]>> = {
  'open@1': [],
  'epoch@1': [],
  'plan@1': ['config'],
  'config@1': ['taken', 'refused', 'undone'],
  'admit@1': ['operator', 'stage', 'runtime'],
  'revise@1': [],
  'rehome@1': [],
  'intervention@1': ['supersede', 'retarget', 'resolve', 'archive', 'reopen', 'repair_lineage'],
  'move@1': ['active', 'queue', 'done', 'blocked', 'superseded', 'withdrawn'],
  'run@1': ['item', 'closure', 'resumed'],
  'request@1': [],
  'attempt@1': ['contract', 'lost', 'operator'],
  'attempt-end@1': ['void', 'lost', 'refused', 'fenced', 'ended'],
  'result@1': [],
  'route@1': ['run_stage', 'idle', 'handoff', 'blocked', 'no_progress', 'skipped'],
  'count@1': [],
  'target-open@1': [],
  'contract@1': ['late'],
  'ledger@1': ['assumption', 'deviation', 'remark', 'note'],
  'decision@1': ['note', 'question', 'answer', 'withdrawal', 'amendment', 'waiver', 'priority'],
  'amend@1': [],
  'waive@1': [],
  'prioritize@1': [],
  'rejudge@1': [],
  'withdraw@1': ['item', 'lineage'],
  'question@1': ['holds', 'open', 'limit', 'closure', 'review'],
  'answer@1': ['resumes'],
  'expire@1': ['taken', 'open'],
  'grant@1': ['stages_per_lineage', 'attempts_per_item', 'remediations_per_lineage'],
  'review@1': ['contract', 'plan', 'seen'],
  'target-verdict@1': ['closed', 'blocked', 'remediation', 'remediations_exhausted'],
  'handoff@1': [],
  'pause@1': ['operator', 'plane', 'keeper_cannot_start', 'provider', 'runner', 'usage_governance'],
  'usage-warning@1': [],
  'resume@1': [],
  'hold@1': ['stages_per_lineage', 'wall_minutes_per_lineage', 'tokens_per_lineage'],
  'unhold@1': [],
  'unreadable@1': [],
  'readable@1': [],
  'idea@1': ['taken', 'known', 'revised', 'edited', 'refused', 'gone'],
  'retire@1': ['again', 'queue', 'blocked', 'withdrawn'],
  'command@1': [],
  'desire@1': [],
  'loop@1': ['started', 'refused', 'went_on', 'ended'],
  'skill@1': ['proposed', 'decided', 'written', 'dropped candidate', 'dropped version'],
  'note@1': ['closure_postponed', 'stale_result_archived', 'verdict_outdated'],
};

/** Fields that no checkpoint of a campaign may meet with anything in them. */
const MAY_STAY_EMPTY: readonly string[] = [
  // Where a run ends is in its records: the state has forgotten its stages by then.
  '.runs.*.*.stages.*.route.terminal',
  '.runs.*.*.stages.*.route.writes_status',
  // A lineage ends before its work came to so many stretches.
  '.lineages.*.*.trees.left',
  // Nobody deletes files here: the tests of what is done by hand do.
  '.asked_items',
  // No script plays the loops of these campaigns: the tests of what is proposed do.
  '.skills.*.*.candidate.simulated',
  // The next step empties it.
  '.settling',
  // Only questions about files fill it, and a campaign has none.
  '.asked_items',
];

it.each<[string, (state: State) => void]>([
  ['a depth', (state) => Object.assign(state.depth.get('kite') ?? {}, { done: 7 })],
  ['the open work of a lineage', (state) => state.lineages.get('a0')?.open_keys.add('kite/zz')],
  ['the members of a lineage', (state) => state.members.get('a0')?.reverse()],
  ['the open targets', (state) => state.open_targets.add('zz')],
  ['what can be claimed', (state) => state.claimable.clear()],
])('notices when %s is wrong', (_what, spoil) => {
  const ledger = new Ledger(indexOf('nonsense'));
  for (const id of ['a0', 'a1']) ledger.admit('kite', id, { root: 'a0' });
  expect(miscounted(ledger.state)).toEqual([]);
  spoil(ledger.state);
  expect(miscounted(ledger.state)).not.toEqual([]);
});

function see(seen: Set<string>, change: Change): void {
  for (const detail of detailsOf(change)) seen.add(`${change.k} ${detail}`);
  seen.add(change.k);
}

function detailsOf(change: Change): string[] {
  switch (change.k) {
    case 'admit@1':
      return [change.source.kind];
    case 'move@1':
    case 'retire@1':
      return [change.to];
    case 'run@1':
      return [
        change.key === null ? 'closure' : 'item',
        ...(change.resumes === undefined ? [] : ['resumed']),
      ];
    case 'decision@1':
      return [change.kind];
    case 'withdraw@1':
      return [change.key === null ? 'lineage' : 'item'];
    case 'question@1':
      return [
        change.holds ? 'holds' : 'open',
        ...(change.matter === undefined ? [] : [change.matter.of]),
      ];
    case 'expire@1':
      return [change.default === null ? 'open' : 'taken'];
    case 'grant@1':
      return [change.limit];
    case 'review@1':
      return [change.what ?? 'seen'];
    case 'answer@1':
      return change.resumes === null ? [] : ['resumes'];
    case 'attempt@1':
      return change.retry === null ? [] : [change.retry.kind];
    case 'attempt-end@1':
      return [change.outcome];
    case 'route@1':
      return [
        change.action,
        ...(change.reason.startsWith('no_progress') ? ['no_progress'] : []),
        ...(change.skipped === undefined ? [] : ['skipped']),
      ];
    case 'target-verdict@1':
      return [change.action, change.failure_class ?? ''];
    case 'contract@1':
      return change.late ? ['late'] : [];
    case 'ledger@1':
      return change.claims.map(({ kind }) => kind);
    case 'hold@1':
      return [change.limit];
    case 'intervention@1':
      return [change.action];
    case 'idea@1':
      return [change.became];
    case 'pause@1':
      return [change.source, ...(change.plane === undefined ? [] : ['plane'])];
    case 'skill@1':
      return [change.event === 'dropped' ? `dropped ${change.what}` : change.event];
    case 'plan@1':
      return change.config === undefined ? [] : ['config'];
    case 'config@1':
    case 'loop@1':
    case 'note@1':
      return [change.event];
    default:
      return [];
  }
}
