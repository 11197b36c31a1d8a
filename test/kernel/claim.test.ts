import { describe, expect, it } from 'vitest';
import { workKey } from '../../src/runtime/kernel/index.ts';
import { Scene } from './support/scene.ts';

const EARLY = '2026-01-01T00:00:00Z';
const LATE = '2026-01-02T00:00:00Z';

describe('claim order', () => {
  it.each([
    [
      'the earlier one',
      [
        ['task', 'b', EARLY],
        ['task', 'a', LATE],
      ],
      'task/b',
    ],
    [
      'the smaller id of the same time',
      [
        ['task', 'b', EARLY],
        ['task', 'a', EARLY],
      ],
      'task/a',
    ],
    [
      'planning before execution',
      [
        ['task', 'a', EARLY],
        ['spec', 'b', LATE],
      ],
      'spec/b',
    ],
    [
      'the lower rank whatever its time',
      [
        ['spec', 'a', EARLY],
        ['incident', 'b', LATE],
      ],
      'incident/b',
    ],
  ])('takes %s', (_what, items, first) => {
    const scene = new Scene('shipped');
    for (const [family = '', id = '', time = ''] of items) {
      const key = scene.ledger.index.family(family).order_key;
      scene.admit(family, id, { [key]: time });
    }
    expect(scene.go()[0]).toBe(`${first} to active`);
  });

  it('lets nothing but its own lineage pass an open closure target', () => {
    const scene = new Scene('shipped');
    scene.admit('spec', 'first');
    scene.go();
    scene.admit('spec', 'second');
    scene.admit('task', 'stray');
    scene.admit('task', 'own', { root_spec_id: 'first', created_at: LATE });
    scene.end('PLANNER_COMPLETE');
    expect(scene.end('MANAGER_COMPLETE')).toMatchInlineSnapshot(`
      [
        "result MANAGER_COMPLETE",
        "spec/first to done",
        "idle manager_complete by manager-complete-to-terminal-manager-complete",
        "task/own to active",
        "run task/own",
        "request builder",
        "attempt 1",
      ]
    `);
  });

  it('lets planes run side by side only where the plan says so', () => {
    const scene = new Scene('learning');
    scene.admit('task', 'work');
    scene.go();
    scene.admit('spec', 'plan');
    expect(scene.go()).toEqual([]);
    scene.admit('learning_request', 'lesson');
    expect(scene.go()).toMatchInlineSnapshot(`
      [
        "learning_request/lesson to active",
        "run learning_request/lesson",
        "request analyst",
        "attempt 1",
      ]
    `);
  });
});

describe('dependencies', () => {
  it('wait until all of them are done', () => {
    const scene = new Scene('shipped');
    scene.admit('task', 'roof', { depends_on: ['walls', 'beams'] });
    scene.admit('task', 'walls', { depends_on: ['floor'] });
    scene.admit('task', 'beams');
    scene.admit('task', 'floor');
    scene.go();
    const order: string[] = [];
    for (const _ of 'four') {
      order.push(workKey(scene.live().run) ?? '');
      for (const outcome of ['BUILDER_COMPLETE', 'CHECKER_PASS', 'UPDATE_COMPLETE'])
        scene.end(outcome);
    }
    expect(order).toEqual(['task/beams', 'task/floor', 'task/walls', 'task/roof']);
  });

  it.each([
    ['nowhere', [['a', ['nowhere']]]],
    [
      'in a circle',
      [
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['a']],
      ],
    ],
    ['itself', [['a', ['a']]]],
  ] as const)('are never met when they lead %s', (_where, items) => {
    const scene = new Scene('shipped');
    for (const [id, depends_on] of items) scene.admit('task', id, { depends_on: [...depends_on] });
    expect(scene.go()).toEqual([]);
  });

  it('on what comes later are met by it', () => {
    const scene = new Scene('shipped');
    scene.admit('task', 'a', { depends_on: ['later'] });
    expect(scene.go()).toEqual([]);
    scene.admit('task', 'later');
    expect(scene.go()[0]).toBe('task/later to active');
  });

  it('on blocked work wait for it', () => {
    const scene = new Scene('shipped', { attempts_per_item: 1 });
    scene.admit('task', 'a');
    scene.admit('task', 'b', { depends_on: ['a'] });
    scene.go();
    scene.end('BUILDER_COMPLETE');
    expect(scene.state.items.get('task/a')?.state).toBe('blocked');
    expect(scene.go()).toEqual([]);
  });
});
