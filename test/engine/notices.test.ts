import { describe, expect, it } from 'vitest';
import { quotedText } from '../../src/runtime/engine/notify/notice-text.ts';
import { noticesOf } from '../../src/runtime/engine/notify/notices.ts';
import type { Change, JournalRecord } from '../../src/runtime/kernel/index.ts';

function record(n: number, c: Change[], rule = 'rule'): JournalRecord {
  return { v: 1, n, at: '2026-01-01T00:00:00.000Z', c, why: [{ input: 'test', rule }] };
}

/** What the last of these records decides to tell. */
function told(...records: JournalRecord[]) {
  const last = records.at(-1);
  if (last === undefined) return [];
  return noticesOf(last, {
    title: (key) => `Title of ${key}`,
    record: (seq) => records.find(({ n }) => n === seq) ?? null,
  });
}

const verdict = (action: 'closed' | 'remediation' | 'blocked'): Change => ({
  k: 'target-verdict@1',
  root: 'spec-a',
  run: 'run-1',
  action,
  failure_class: null,
  at: '2026-01-01T00:00:00.000Z',
  verdict_path: null,
  report_path: null,
});
const route = (reason: string): Change => ({
  k: 'route@1',
  run: 'run-1',
  request: null,
  action: 'blocked',
  node: null,
  terminal: 'blocked',
  writes_status: null,
  reason,
  failure_class: null,
  spawned: [],
});
const blocked: Change = { k: 'move@1', key: 'task/one', to: 'blocked', reason: 'blocked' };
const pause = (source: string, until: string | null = null): Change => ({
  k: 'pause@1',
  source,
  reason: 'log\nin   again',
  until,
});
const document = { sha256: 'a'.repeat(64), size_bytes: 1 };

describe('a record tells', () => {
  it.each([
    ['a closure', [verdict('closed')]],
    ['a closure that is blocked', [verdict('blocked')]],
    ['blocked work', [blocked, route('no budget')]],
    ['blocked work without a run', [blocked]],
    ['work that repeats itself', [blocked, route('no_progress:blocked')]],
    ['a limit', [{ k: 'hold@1', root: 'spec-a', limit: 'stages_per_lineage' }]],
    ['what only a person can mend', [pause('runner')]],
    ['keepers that do not start', [pause('keeper_cannot_start', '2026-01-01T00:01:00.000Z')]],
    ['a full disk', [pause('disk_full')]],
    [
      'an unreadable document',
      [
        {
          k: 'unreadable@1',
          path: 'tasks/queue/odd.md',
          root: null,
          document,
          problems: ['Task-ID is missing', 'and more'],
        },
      ],
    ],
  ] satisfies [string, Change[]][])('%s', (_, changes) => {
    const found = told(record(7, changes));
    expect(found.map(({ kind, what, quoted }) => `${kind}: ${what} | ${quoted}`)).toMatchSnapshot();
    expect(found.map(({ next, ids }) => [next, ids])).toMatchSnapshot();
  });

  it('everything that it decides, in its order', () => {
    const found = told(record(7, [blocked, route('x'), verdict('blocked')]));
    expect(found.map(({ ids }) => ids)).toEqual([
      { work: 'task/one', run: 'run-1' },
      { root: 'spec-a', run: 'run-1' },
    ]);
  });
});

describe('no record tells', () => {
  it.each([
    ['a judgement that asks for more', [verdict('remediation')]],
    [
      'work that goes on elsewhere',
      [blocked, { k: 'handoff@1', incident: 'incident/i', source: 'task/one', root: 'spec-a' }],
    ],
    ['what an operator asked for', [pause('operator')]],
    ['a rest that ends by itself', [pause('provider', '2026-01-01T00:01:00.000Z')]],
    ['the end of a pause', [{ k: 'resume@1', source: 'runner' }]],
    ['work that is done', [{ k: 'move@1', key: 'task/one', to: 'done', reason: 'x' }]],
  ] satisfies [string, Change[]][])('%s', (_, changes) => {
    expect(told(record(7, changes))).toEqual([]);
  });
});

describe('the same pause again', () => {
  const again = [record(1, [pause('runner')]), record(2, [{ k: 'resume@1', source: 'runner' }])];

  it('is the same trouble', () => {
    expect(told(...again, record(3, [pause('runner')]))).toEqual([]);
  });

  it.each([
    ['another pause', record(3, [pause('keeper_cannot_start')]), 1],
    ['one after an operator said to go on', record(3, [], 'resume'), 1],
    ['one whose forerunner is not kept', record(90, []), 1],
  ])('is news when it is %s', (_, between, count) => {
    const last = between.c.length > 0 ? [] : [record(between.n + 1, [pause('runner')])];
    expect(told(...again, between, ...last)).toHaveLength(count);
  });

  it('is news after a result', () => {
    const result: Change = {
      k: 'result@1',
      request: 'request-1',
      attempt: 'request-1-1',
      outcome: 'DONE',
      result_class: 'success',
      failure_class: null,
      summary: '',
      usage: null,
      started_at: '',
      completed_at: '',
      duration_ms: 0,
      exit_code: 0,
      exit_kind: 'completed',
      normalization: '',
      session: null,
      artifacts: [],
      evidence: [],
      notes: [],
    };
    expect(told(...again, record(3, [result]), record(4, [pause('runner')]))).toHaveLength(1);
  });
});

it('quotes foreign words on one clipped line without characters that steer', () => {
  expect(quotedText(' a\n\u001b[31mb\u202e  c ')).toBe('a [31mb c');
  expect(quotedText('x'.repeat(500))).toBe(`${'x'.repeat(160)}...`);
});
