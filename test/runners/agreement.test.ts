import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../src/runtime/plan/index.ts';
import { type ContractView, disagreements } from '../../src/runtime/runners/index.ts';

const VERDICT: Artifact = {
  artifact_id: 'verdict',
  file: 'verdict.json',
  required_on: ['WOVEN'],
  format: 'json',
  publish_path: null,
  schema: {
    type: 'object',
    required: ['outcome', 'threads'],
    properties: {
      threads: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'seen'],
          properties: { seen: { minLength: 1, type: 'string' } },
        },
      },
    },
  },
  agrees: {
    outcome_field: 'outcome',
    contract_entries: {
      list: 'threads',
      id: 'id',
      met: 'holds',
      waived: 'waived',
      all_met_on: ['WOVEN'],
    },
  },
};
const RUBRIC: Artifact = {
  artifact_id: 'rubric',
  file: 'rubric.md',
  required_on: [],
  format: 'markdown',
  publish_path: null,
  agrees: { keeps_entries: true },
};
const CONTRACT: ContractView = {
  items: [
    { id: 'A1', waived: false },
    { id: 'A2', waived: true },
    { id: 'C1', waived: false },
  ],
  earlier: new Map(),
};
const entry = (id: string, more: object = {}) => ({ id, holds: true, seen: 'looked', ...more });
const GOOD = [entry('A1'), entry('A2', { holds: false, waived: true }), entry('C1')];

function found(outcome: string, verdict: unknown, contract = CONTRACT): string[] {
  const bytes = new TextEncoder().encode(JSON.stringify(verdict));
  const errors = disagreements([VERDICT], outcome, new Map([['verdict.json', bytes]]), contract);
  return errors.map(({ kind, text }) => `${kind}: ${text}`);
}

describe('a verdict', () => {
  it('agrees with the outcome and answers for each item', () => {
    expect(found('WOVEN', { outcome: 'WOVEN', threads: GOOD })).toEqual([]);
    const torn = [...GOOD.slice(0, 2), entry('C1', { holds: false })];
    expect(found('TORN', { outcome: 'TORN', threads: torn })).toEqual([]);
  });
  it('that says no closes nothing', () => {
    const threads = [entry('A1', { holds: false }), ...GOOD.slice(1)];
    expect(found('WOVEN', { outcome: 'TORN', threads })).toMatchInlineSnapshot(`
      [
        "agreement: out/verdict.json: outcome says TORN, but your result is WOVEN; both must be the same",
        "agreement: out/verdict.json: threads: A1 is not met, and WOVEN needs every entry to be met",
      ]
    `);
  });
  it('has one entry for each open item and none for another', () => {
    const threads = [entry('A1'), entry('A1'), entry('A9'), entry('hem')];
    expect(found('TORN', { outcome: 'TORN', threads })).toMatchInlineSnapshot(`
      [
        "agreement: out/verdict.json: threads has no entry with the id A2; each item of the contract needs one",
        "agreement: out/verdict.json: threads has no entry with the id C1; each item of the contract needs one",
        "agreement: out/verdict.json: threads has two entries with the id A1",
        "agreement: out/verdict.json: threads: A9 is no open item of the contract",
      ]
    `);
  });
  it('lets go what its owner waived, and only that', () => {
    const threads = [entry('A1', { holds: false, waived: true }), entry('A2'), entry('C1')];
    expect(found('WOVEN', { outcome: 'WOVEN', threads })).toMatchInlineSnapshot(`
      [
        "agreement: out/verdict.json: threads: A1 is not waived; only its owner can let an item go",
        "agreement: out/verdict.json: threads: A2 is waived by its owner; enter it with "waived": true",
      ]
    `);
  });
  it('without any entry meets nothing, also where no ids are recorded', () => {
    const none = { items: [], earlier: new Map() };
    expect(found('WOVEN', { outcome: 'WOVEN', threads: [] }, none)).toEqual([
      'agreement: out/verdict.json: threads is empty, and WOVEN says that every criterion is met',
    ]);
    expect(found('WOVEN', { outcome: 'WOVEN', threads: [entry('x', { holds: 1 })] }, none)).toEqual(
      ['agreement: out/verdict.json: threads: x is not met, and WOVEN needs every entry to be met'],
    );
  });
  it.each([[null], [[]], ['yes'], [{ outcome: 'WOVEN' }], [{ outcome: 'WOVEN', threads: [1] }]])(
    'that is %j has the wrong form',
    (verdict) => {
      expect(found('WOVEN', verdict)[0]).toMatch(/^artifact: out\/verdict\.json: /);
    },
  );
  it('names no more errors than can be read', () => {
    const items = Array.from({ length: 50 }, (_, n) => ({ id: `A${n}`, waived: false }));
    expect(
      found('TORN', { outcome: 'TORN', threads: [] }, { items, earlier: new Map() }),
    ).toHaveLength(20);
  });
});

describe('a rubric', () => {
  const before = '# Rubric\n\n## A1\n\nIt holds.\n\n- **C1**: no knots\n  and no ends\n';
  const changed = (now: string, text = before) => {
    const bytes = new TextEncoder().encode(now);
    const contract = { ...CONTRACT, earlier: new Map([['rubric.md', text]]) };
    return disagreements([RUBRIC], 'WOVEN', new Map([['rubric.md', bytes]]), contract);
  };
  it('stays as it is, entry by entry', () => {
    expect(changed(before)).toEqual([]);
    expect(changed(`${before}\n## A3\n\nnew\n`)).toEqual([]);
    expect(changed('- C1 is free\n', '# of an older release\n\nNo ids.\n')).toEqual([]);
  });
  it('may not lose or soften an entry', () => {
    const now = '# Rubric\n\n- **C1**: few knots\n  and no ends\n';
    expect(changed(now).map(({ text }) => text)).toMatchInlineSnapshot(`
      [
        "out/rubric.md: the entry of A1 is missing; it stands in in/rubric.md; copy it unchanged, its item is the same",
        "out/rubric.md: the entry of C1 has other words than in/rubric.md; copy it unchanged, its item is the same",
      ]
    `);
  });
});
