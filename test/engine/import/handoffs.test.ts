import { describe, expect, it } from 'vitest';
import { Follower } from '../../../src/runtime/engine/workspace/follower.ts';
import { layoutOf } from '../../../src/runtime/workspace/index.ts';
import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import {
  baseline,
  type Files,
  incident,
  json,
  snapshot,
  spec,
  stage,
  target,
  task,
} from '../../support/earlier/files.ts';
import { earlierDisk, imports } from '../../support/earlier/machine.ts';

const RUN = 'run-1';

function stateOf(disk: SimDisk) {
  const follower = new Follower(imports(disk).ports, layoutOf(ROOT));
  const { items, targets } = follower.state;
  follower.close();
  const states = [...items.values()].map(({ key, state }) => `${key} ${state}`).sort();
  return { states, target: targets.get('gate') };
}

const named = (text: string) => `${text}\nRelated-Run-IDs:\n- ${RUN}\n`;
const gate: Files = {
  ...baseline('0.17.4'),
  'specs/done/gate.md': spec('gate'),
  ...target('gate'),
};

describe('a handoff that was cut short behind the document that stands in', () => {
  it('of a stage: the work is parked, and nothing stands in for it twice', () => {
    const active = {
      node_id: 'consultant',
      run_id: RUN,
      work_item_kind: 'task',
      work_item_id: 't-one',
    };
    const disk = earlierDisk({
      ...gate,
      ...snapshot({ active_runs_by_plane: { execution: active } }),
      ...stage({
        run: RUN,
        request: 'r-1',
        plane: 'execution',
        node: 'consultant',
        outcome: 'NEEDS_PLANNING',
        cls: 'escalate_planning',
        kind: 'task',
        id: 't-one',
        minute: 9,
      }),
      'tasks/active/t-one.md': task('t-one', { root: 'gate' }),
      'incidents/incoming/rust.md': named(incident('rust', 'gate', 't-one', 10)),
    });
    const { findings } = imports(disk).apply();
    expect(findings.map(({ path, what }) => `${path}: ${what}`)).toEqual([
      'tasks/active/t-one.md: is parked: a document stands in for it already',
    ]);
    expect(stateOf(disk).states).toEqual([
      'incident/rust queue',
      'spec/gate done',
      'task/t-one blocked',
    ]);
  });

  it('of a judgement: what it asked for is there once', () => {
    const active = { node_id: 'arbiter', run_id: RUN, closure_target_root_spec_id: 'gate' };
    const disk = earlierDisk({
      ...gate,
      ...snapshot({ active_runs_by_plane: { planning: active } }),
      ...stage({
        run: RUN,
        request: 'r-1',
        plane: 'planning',
        node: 'arbiter',
        outcome: 'REMEDIATION_NEEDED',
        cls: 'followup_needed',
        kind: 'spec',
        id: 'gate',
        closes: 'gate',
        minute: 9,
      }),
      'incidents/incoming/gap.md': named(incident('gap', 'gate', 't-none', 10)),
    });
    imports(disk).apply();
    expect(stateOf(disk).states).toEqual(['incident/gap queue', 'spec/gate done']);
  });
});

it('a judgement that asked for more says so, also where no trace was kept', () => {
  const disk = earlierDisk({
    ...gate,
    ...target('gate', { last_arbiter_run_id: RUN }),
    ...stage({
      run: RUN,
      request: 'r-1',
      plane: 'planning',
      node: 'arbiter',
      outcome: 'REMEDIATION_NEEDED',
      cls: 'followup_needed',
      kind: 'spec',
      id: 'gate',
      closes: 'gate',
      minute: 9,
    }),
    'arbiter/verdicts/gate.json': json({ verdict: 'gap' }),
  });
  imports(disk).apply();
  expect(stateOf(disk).target).toMatchObject({ closed_at: null });
  expect(JSON.stringify(stateOf(disk).target)).toContain('remediation');
});
