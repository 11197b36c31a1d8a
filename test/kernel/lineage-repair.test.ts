import { describe, expect, it } from 'vitest';
import { archive, lineageDrift, repairLineage, withdraw } from '../../src/runtime/kernel/index.ts';
import { done, planned, reason, SPEAKER } from './support/interventions.ts';
import type { Scene } from './support/scene.ts';

describe('drift', () => {
  it('is open work that belongs elsewhere than what it names, or came from what was given up', () => {
    const scene = planned();
    scene.admit('spec', 'part', { source_type: 'derived_spec', root_spec_id: 's' });
    scene.admit('task', 'lost', { spec_id: 'part' });
    scene.admit('task', 'bare', { parent_task_id: 'a' });
    scene.admit('task', 'alone', { root_spec_id: 'nowhere' });
    scene.admit('task', 'late', { root_spec_id: 's', spec_id: 'part' });
    scene.admit('task', 'stray');
    scene.admit('spec', 'next', { root_spec_id: 'next', parent_spec_id: 's' });
    const told = () =>
      lineageDrift(scene.ledger.facts, scene.state).found.map(
        ({ item, kind, belongs }) => `${item.key} ${kind} ${belongs}`,
      );
    const before = ['task/lost differs s', 'task/bare missing s', 'task/alone orphan null'];
    expect(told()).toEqual(before);
    done(scene, archive(scene.state, { work: 'part', reason }, SPEAKER));
    expect(told()).toEqual([...before, 'task/late source_gone s']);
  });
});

describe('repair of a lineage', () => {
  const repair = (scene: Scene, root = 's') =>
    repairLineage(scene.ledger.facts, scene.state, { root, reason }, SPEAKER);

  it('brings in what came from its work, once, and leaves alone what cannot be shown', () => {
    const scene = planned();
    scene.admit('spec', 'other');
    scene.admit('spec', 'part', { source_type: 'derived_spec', root_spec_id: 's' });
    scene.admit('task', 'lost', { spec_id: 'part' });
    scene.admit('task', 'bare', { parent_task_id: 'a' });
    scene.admit('task', 'torn', { spec_id: 'other', parent_task_id: 'a' });
    scene.admit('task', 'alone', { root_spec_id: 'nowhere' });
    expect(done(scene, repair(scene))).toMatchInlineSnapshot(`
      {
        "changes": [
          "intervention",
          "rehome",
          "revise",
          "rehome",
          "revise",
        ],
        "detail": "2 of open work join the lineage of s; 1 cannot be shown to belong to it",
        "lines": [
          "task/lost: part -> s",
          "task/bare: no lineage -> s",
          "left alone: task/torn, what it names belongs to several roots, or to one without a document",
        ],
      }
    `);
    expect(scene.state.items.get('task/bare')).toMatchObject({ root: 's', idea: 's' });
    expect(scene.ledger.facts.document('task/bare').text).toContain('Root-Spec-ID: s');
    const before = scene.ledger.records.length;
    expect(done(scene, repair(scene))).toMatchObject({ changes: [] });
    expect(scene.ledger.records.length).toBe(before + 1);
  });

  it('moves so many at once, and the rest when it is called again', () => {
    const scene = planned();
    for (let n = 0; n < 230; n += 1) scene.admit('task', `w${n}`, { parent_task_id: 'a' });
    expect(done(scene, repair(scene))).toMatchObject({
      detail: '200 of open work join the lineage of s; 30 more may join it: call again',
      lines: { length: 21 },
    });
    expect(done(scene, repair(scene))).toMatchObject({
      detail: '30 of open work join the lineage of s',
    });
  });

  it('is refused for what is no root, and for one that is over', () => {
    const scene = planned();
    expect(done(scene, repair(scene, 'a'))).toMatchObject({ what: 'There is no root document a' });
    done(scene, withdraw(scene.ledger.facts, scene.state, { work: 's', reason }, SPEAKER));
    expect(done(scene, repair(scene))).toMatchObject({
      what: 's is over: it was closed or withdrawn, and nothing of it runs any more',
    });
  });
});
