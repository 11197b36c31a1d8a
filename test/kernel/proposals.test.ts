import { describe, expect, it } from 'vitest';
import { PROPOSALS_MAX } from '../../src/runtime/kernel/index.ts';
import { textOf } from './support/documents.ts';
import { Scene } from './support/scene.ts';

/** The stage that turns a spec into tasks. */
function managing(): Scene {
  const scene = new Scene('shipped');
  scene.admit('spec', 's');
  scene.go();
  scene.end('PLANNER_COMPLETE');
  return scene;
}

function task(id: string, fields: Record<string, string | string[]> = {}): string {
  return textOf(managing().ledger.index.family('task'), id, fields);
}

/** What the stage is told when its work is not taken in. */
function refused(work: Record<string, string>): readonly string[] {
  const scene = managing();
  const before = scene.state.items.size;
  scene.end('MANAGER_COMPLETE', { work });
  expect(scene.state.items.size).toBe(before);
  return scene.live().run.request?.live?.retry?.errors ?? [];
}

describe('proposals are refused as a set', () => {
  it.each<[string, Record<string, string>]>([
    ['a text of no family', { 'a.md': '# A\n\nJust prose.\n' }],
    ['a document of another family', { 'a.md': '# A\n\nSpec-ID: a\n' }],
    ['a missing field', { 'a.md': task('a').replace(/Acceptance:\n- something\n/, '') }],
    ['the same id twice', { 'a.md': task('a'), 'b.md': task('a') }],
    ['another lineage', { 'a.md': task('a', { root_spec_id: 'elsewhere' }) }],
    ['itself as a dependency', { 'a.md': task('a', { depends_on: ['a'] }) }],
    [
      'a dependency that is nowhere',
      { 'a.md': task('a', { depends_on: ['b'] }), 'c.md': task('c') },
    ],
    [
      'a circle',
      { 'a.md': task('a', { depends_on: ['b'] }), 'b.md': task('b', { depends_on: ['a'] }) },
    ],
  ])('for %s', (what, work) => {
    expect({ [what]: refused(work) }).toMatchSnapshot();
  });

  it('for being too many', () => {
    const many = Array.from({ length: PROPOSALS_MAX + 1 }, (_, n) => [`${n}.md`, task(`t${n}`)]);
    expect(refused(Object.fromEntries(many))).toMatchInlineSnapshot(`
      [
        "out/work holds 101 documents; propose at most 100",
      ]
    `);
  });
});

describe('proposals are taken in', () => {
  it('with their lineage filled in and taken ids renamed, references and all', () => {
    const scene = managing();
    scene.admit('task', 'a');
    const work = { 'a.md': task('a'), 'b.md': task('b', { depends_on: ['a'] }) };
    expect(scene.end('MANAGER_COMPLETE', { work })).toMatchInlineSnapshot(`
      [
        "result MANAGER_COMPLETE",
        "admit task/a-2",
        "admit task/b",
        "spec/s to done",
        "idle manager_complete by manager-complete-to-terminal-manager-complete",
        "task/a-2 to active",
        "run task/a-2",
        "request builder",
        "attempt 1",
      ]
    `);
    expect(scene.ledger.facts.document('task/b').text).toMatchInlineSnapshot(`
      "# b

      Task-ID: b
      Title: b
      Root-Idea-ID: s
      Root-Spec-ID: s
      Spec-ID: s
      Created-At: 2026-01-01T00:00:00Z
      Created-By: manager

      Depends-On:
      - a-2

      Covers:
      - A1
      - C1

      Target-Paths:
      - something

      Acceptance:
      - something

      Required-Checks:
      - something

      References:
      - something

      Risk:
      - something
      "
    `);
  });

  it('also when the free id would be too long', () => {
    const scene = managing();
    const id = 'x'.repeat(120);
    scene.admit('task', id);
    scene.end('MANAGER_COMPLETE', { work: { 'x.md': task(id) } });
    expect(scene.state.items.has(`task/${'x'.repeat(118)}-2`)).toBe(true);
  });

  it('unless no id is free', () => {
    const scene = managing();
    scene.admit('task', 'a');
    for (let n = 2; n <= 999; n += 1) scene.admit('task', `a-${n}`);
    scene.end('MANAGER_COMPLETE', { work: { 'a.md': task('a') } });
    expect(scene.live().run.request?.live?.retry?.errors).toMatchInlineSnapshot(`
      [
        "out/work/a.md: the id a is taken many times over; choose another one",
      ]
    `);
  });
});

describe('a proposal with the id of the active item', () => {
  it('is its revision where the stage may revise, and keeps the lineage', () => {
    const scene = new Scene('shipped');
    scene.admit('spec', 's');
    scene.go();
    const family = scene.ledger.index.family('spec');
    const work = { 's.md': textOf(family, 's', { acceptance: ['More of it'] }) };
    expect(scene.end('PLANNER_COMPLETE', { work })).toContain('revise');
    expect(scene.state.items.get('spec/s')?.root).toBe('s');
  });

  it('is another document where it may not', () => {
    const scene = new Scene('nonsense');
    scene.admit('pebble', 'p');
    scene.go();
    const work = { 'p.md': textOf(scene.ledger.index.family('pebble'), 'p') };
    expect(scene.end('SKIPPED', { work })[1]).toBe('admit pebble/p-2');
  });
});
