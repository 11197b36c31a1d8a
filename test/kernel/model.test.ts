import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Change, State } from '../../src/runtime/kernel/index.ts';
import { indexOf, PLANS } from '../support/kernel/plans.ts';
import { miscounted } from '../support/kernel/recount.ts';
import { playCampaign } from './support/campaign.ts';
import { Ledger } from './support/ledger.ts';

vi.setConfig({ testTimeout: 300_000 });

const CAMPAIGNS = 2000;
const CHOICES_MAX = 400;
const SEED = 20260101;

const numbers = fc.array(fc.nat({ max: 10_000 }), { maxLength: CHOICES_MAX, size: 'max' });
const campaign = fc.record({ plan: fc.constantFrom(...Object.keys(PLANS)), numbers });

it('breaks no rule in 2,000 random campaigns over shipped and nonsense loops', () => {
  const seen: Record<string, number> = {};
  const play = fc.property(campaign, ({ plan, numbers }) => {
    for (const record of playCampaign(plan, numbers).records) {
      for (const change of record.c) count(seen, change);
    }
  });
  fc.assert(play, { numRuns: CAMPAIGNS, seed: SEED });
  const missed = MUST_HAPPEN.filter((what) => (seen[what] ?? 0) === 0);
  expect(missed).toEqual([]);
});

it('breaks no rule in random campaigns of a new seed', () => {
  const seed = Date.now() % 1_000_000_000;
  console.log(`seed of the random campaigns: ${seed}`);
  const play = fc.property(campaign, ({ plan, numbers }) => {
    playCampaign(plan, numbers);
  });
  fc.assert(play, { numRuns: CAMPAIGNS / 10, seed });
});

/** Campaigns in which these never happen would prove little. */
const MUST_HAPPEN = [
  'move@1 superseded',
  'move@1 queue',
  'revise@1',
  'handoff@1',
  'route@1 no_progress',
  'attempt-end@1 void',
  'attempt-end@1 lost',
  'attempt-end@1 refused',
  'attempt-end@1 fenced',
  'hold@1 stages_per_lineage',
  'hold@1 wall_minutes_per_lineage',
  'hold@1 tokens_per_lineage',
  'target-verdict@1 closed',
  'target-verdict@1 blocked',
  'target-verdict@1 remediation',
  'target-verdict@1 remediations_exhausted',
  'pause@1 operator',
  'pause@1 keeper_cannot_start',
  'note@1 closure_postponed',
  'unreadable@1',
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

function count(seen: Record<string, number>, change: Change): void {
  const names = [change.k, ...detailsOf(change).map((one) => `${change.k} ${one}`)];
  for (const name of names) seen[name] = (seen[name] ?? 0) + 1;
}

function detailsOf(change: Change): string[] {
  switch (change.k) {
    case 'move@1':
      return [change.to];
    case 'attempt-end@1':
      return [change.outcome];
    case 'route@1':
      return [change.action, ...(change.reason.startsWith('no_progress') ? ['no_progress'] : [])];
    case 'target-verdict@1':
      return [change.action, change.failure_class ?? ''];
    case 'hold@1':
      return [change.limit];
    case 'pause@1':
      return [change.source];
    case 'note@1':
      return [change.event];
    default:
      return [];
  }
}
