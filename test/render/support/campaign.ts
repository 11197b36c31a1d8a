import type { Change } from '../../../src/runtime/kernel/changes/changes.ts';
import {
  admit,
  claim,
  dispatch,
  move,
  openTarget,
  result,
  revise,
  route,
  runChange,
} from './changes.ts';
import { recorded, time } from './fixture.ts';

/** A short life of a workspace that touches every kind of file, one record each. */
export const CAMPAIGN: readonly (readonly Change[])[] = [
  [{ k: 'open@1', epoch: 'e' }],
  [{ k: 'plan@1', plan_id: 'plan-x', sha256: 'ab' }],
  [
    admit('shard', 's1', { root: 's1', idea: 'i1' }),
    admit('kite', 'k1', { root: 's1' }),
    admit('kite', 'k2', { root: 's1' }),
  ],
  [openTarget('s1', 'i1', 'shard/s1'), ...claim('run-1', 'ember', 'shard/s1', 'glow', 's1')],
  [
    result('run-1-q1', 'LIT'),
    revise('shard/s1', '# s1, refined\n'),
    move('shard/s1', 'done'),
    route('run-1', 'run-1-q1', 'idle'),
    ...claim('run-2', 'tide', 'kite/k1', 'wade', 's1'),
  ],
  [
    {
      k: 'attempt-end@1',
      attempt: 'run-2-q1-1',
      outcome: 'lost',
      errors: ['gone'],
      session: null,
      usage: null,
      duration_ms: 10,
    },
  ],
  [
    result('run-2-q1', 'DRY', { failure_class: 'no_water' }),
    { k: 'count@1', key: 'kite/k1', policy: 'mop.limit' },
    route('run-2', 'run-2-q1', 'run_stage', { node: 'mop' }),
    ...dispatch('run-2', 'mop', 'run-2-q2'),
  ],
  [
    result('run-2-q2', 'MOPPED', {
      artifacts: [
        { artifact_id: 'log', file: 'l.md', document: recorded('wet'), published: 'logbook/2.md' },
      ],
    }),
    admit('shard', 'h1', { root: 's1', source: { kind: 'runtime', ref: 'run-2-q2' } }),
    { k: 'handoff@1', incident: 'shard/h1', source: 'kite/k1', root: 's1' },
    move('kite/k1', 'blocked'),
    route('run-2', 'run-2-q2', 'handoff', {
      spawned: [{ kind: 'shard', item_id: 'h1', reason: 'over' }],
    }),
  ],
  [move('shard/h1', 'done'), move('kite/k1', 'superseded'), move('kite/k2', 'done')],
  [
    runChange('run-3', 'ember', { key: null, root: 's1' }, 'glow'),
    ...dispatch('run-3', 'glow', 'run-3-q1'),
  ],
  [
    result('run-3-q1', 'LIT'),
    {
      k: 'target-verdict@1',
      root: 's1',
      run: 'run-3',
      action: 'closed',
      failure_class: null,
      at: time(20),
      verdict_path: null,
      report_path: null,
    },
    route('run-3', 'run-3-q1', 'idle'),
  ],
  [{ k: 'pause@1', source: 'operator', reason: 'lunch', until: null }],
];
