import { expect, it } from 'vitest';
import { workspaceLine } from '../../src/operations/support/workspace-line.ts';
import type { StatusView } from '../../src/runtime/api/index.ts';
import { AT, about, loopView, noLoop, spec, statusView } from '../support/backend/fake-views.ts';

const stage = {
  plane: 'execution',
  node: 'builder',
  stage_kind: 'builder',
  run_id: 'run-000001',
  request_id: null,
  attempt_id: null,
  work: null,
  closure_root: null,
  since: AT,
  phase: 'running',
  about,
  life: 'alive',
} as const;
const closed = { ...spec, state: 'closed' } as const;
const blocked = { kind: 'blocked', about } as const;

const cases: readonly (readonly [Partial<StatusView>, string])[] = [
  [{ condition: 'idle', specs: [], simulated: false }, 'Millrace in this folder: idle.'],
  [
    { condition: 'idle', specs: [closed], closed_roots: 2, simulated: false },
    'Millrace in this folder: idle; 2 specs closed.',
  ],
  [
    { condition: 'working', active: [stage], specs: [spec, spec], loop: loopView },
    'Millrace in this folder (simulated): working; builder at work; "Subtract" building; one spec more ' +
      'open; its loop runs.',
  ],
  [
    { active: [{ ...stage, phase: 'waiting' }], loop: { ...noLoop, should_run: true } },
    'Millrace in this folder (simulated): ready; "Subtract" building; its loop should run and does not.',
  ],
  [
    { condition: 'blocked', blockers: [blocked], blockers_total: 3 },
    'Millrace in this folder (simulated): blocked; "Subtract" building; needs you: spec/subtract is ' +
      'blocked (and 2 more).',
  ],
];

it.each(cases)('says on one line how a workspace stands: %#', (view, line) => {
  expect(workspaceLine({ ...statusView, ...view })).toBe(line);
});

it('stays short, whatever titles say', () => {
  const title = 'many\nwords '.repeat(100);
  const long = { ...about, title, item: 'x'.repeat(500) };
  const specs = [{ ...spec, title, wait: { on: 'decision', id: 'y'.repeat(500) } } as const];
  const line = workspaceLine({
    ...statusView,
    specs,
    blockers: [{ kind: 'blocked', about: long }],
    blockers_total: 1,
  });
  expect(line.length).toBeLessThanOrEqual(400);
  expect(line).not.toContain('\n');
});
