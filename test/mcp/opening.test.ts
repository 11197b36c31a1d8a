import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { opening } from '../../src/backend/opening.ts';
import { instructionsFor, type Opening } from '../../src/mcp/instructions.ts';

const KNOWN = {
  kind: 'known',
  active: [],
  queued: 0,
  paused: false,
  open_questions: 0,
  blocked_items: 0,
} as const;
type Standing = NonNullable<Opening['standing']>;

const cases: readonly (readonly [Standing, string])[] = [
  [{ kind: 'none' }, 'No workspace here yet: init makes one.'],
  [{ kind: 'no_project' }, 'No folder is known here: name `workspace` in each call.'],
  [{ kind: 'unsaid' }, 'A workspace is here; status says how it stands.'],
  [{ kind: 'unreadable' }, 'The workspace here cannot be read: status says why.'],
  [KNOWN, 'Here: no open work.'],
  [
    { ...KNOWN, active: ['builder on task/one'], queued: 2 },
    'Here: builder on task/one; 2 queued.',
  ],
  [
    { ...KNOWN, open_questions: 1, blocked_items: 2, paused: true, active: ['builder'] },
    'Here: 1 question waits for a person; 2 items blocked; paused; builder.',
  ],
  [{ ...KNOWN, open_questions: null, blocked_items: null }, 'Here: no open work.'],
];

describe('instructions', () => {
  it.each(cases)('begin with how things stand: %#', (standing, said) => {
    const [first = ''] = instructionsFor({ standing, delegation: null }).split('\n');
    expect(first.startsWith(`${said} Millrace runs work too long for one session:`)).toBe(true);
    expect(first.length).toBeLessThanOrEqual(250);
    for (const name of ['enqueue_spec', 'run_start', 'run_wait', 'status'])
      expect(first).toContain(name);
  });

  it('stay short, whatever is at work, and steer no terminal', () => {
    const active = [`${'\u001b[31m\n\u202e'}${'x'.repeat(5000)}`];
    const standing = { ...KNOWN, open_questions: 3, active };
    const [first = '', ...rest] = instructionsFor({ standing, delegation: null }).split('\n\n');
    expect(first.length).toBeLessThanOrEqual(250);
    expect(first).toMatch(/^Here: 3 questions wait for a person; .*Start with status\.$/);
    for (const unseen of ['\u001b', '\u202e', '\n']) expect(first).not.toContain(unseen);
    expect(rest.join('\n\n').length).toBeLessThan(1500);
  });

  it.each([
    [null, 'Delegate only when the person asks for it.'],
    ['ask', 'Delegate only when the person asks for it.'],
    ['suggest', 'You may suggest to delegate, and do it when the person agrees.'],
    ['allow', 'The person lets you delegate at your discretion.'],
  ] as const)('say what the person lets an agent do: %s', (delegation, said) => {
    expect(instructionsFor({ standing: null, delegation })).toContain(said);
  });
});

describe('what is looked at when a client connects', () => {
  const SNAPSHOT = 'state/runtime_snapshot.json';
  const written = {
    kind: 'runtime_snapshot',
    paused: true,
    active_runs_by_plane: {
      p: { node_id: 'n', work_item_kind: 'f', work_item_id: 'i' },
      q: { node_id: 'm' },
    },
    queue_depths_by_plane: { p: 1, q: 2 },
  };

  function folder(files: Readonly<Record<string, string>>): string {
    const root = mkdtempSync(join(tmpdir(), 'millrace-opening-'));
    for (const [path, text] of Object.entries(files)) {
      const full = join(root, 'millrace-agents', path);
      mkdirSync(join(full, '..'), { recursive: true });
      writeFileSync(full, text);
    }
    return root;
  }

  function standingOf(files: Readonly<Record<string, string>>): Standing {
    const root = folder(files);
    try {
      return opening(root, {}).standing;
    } finally {
      rmSync(root, { recursive: true });
    }
  }

  const journal = { 'journal/000001.jsonl': '' };

  it('is what the files of the owner say', () => {
    const attention = JSON.stringify({ kind: 'attention', open_questions: 1, blocked_items: 4 });
    const files = {
      ...journal,
      [SNAPSHOT]: JSON.stringify(written),
      'state/attention.json': attention,
    };
    const known = { kind: 'known', active: ['n on f/i', 'm'], queued: 3, paused: true };
    expect(standingOf(files)).toEqual({ ...known, open_questions: 1, blocked_items: 4 });
    const earlier = { ...journal, [SNAPSHOT]: JSON.stringify(written) };
    expect(standingOf(earlier)).toEqual({ ...known, open_questions: null, blocked_items: null });
  });

  it.each<[string, Record<string, string>]>([
    ['none', {}],
    ['unsaid', { ...journal }],
    ['unreadable', { ...journal, [SNAPSHOT]: '{"kind":' }],
    ['unreadable', { ...journal, [SNAPSHOT]: '{"kind":"runtime_snapshot"}' }],
    ['unreadable', { ...journal, [SNAPSHOT]: '\u0000'.repeat(300_000) }],
    ['unreadable', { ...journal, [`${SNAPSHOT}/inside`]: '' }],
    ['unreadable', { [SNAPSHOT]: JSON.stringify(written) }],
  ])('is %s where they are not there or damaged: %#', (kind, files) => {
    expect(standingOf(files)).toEqual({ kind });
  });

  it('is what the user lets agents do, also where no folder is known', () => {
    const state = mkdtempSync(join(tmpdir(), 'millrace-opening-'));
    try {
      const policy = { schema_version: '1.0', kind: 'delegation_policy', policy: 'allow' };
      const text = JSON.stringify({ ...policy, at: '2026-01-31T09:00:00Z', by: 'terminal' });
      mkdirSync(join(state, 'millrace'));
      writeFileSync(join(state, 'millrace', 'delegation.json'), text);
      const letIn = (root: string) => opening(root, { XDG_STATE_HOME: state }).delegation;
      expect([letIn(''), letIn('/no/such/folder'), letIn(state)]).toEqual(['allow', 'allow', null]);
    } finally {
      rmSync(state, { recursive: true });
    }
  });

  it('is no folder where there is none', () => {
    expect(opening('', {}).standing).toEqual({ kind: 'no_project' });
    expect(opening('/no/such/folder', {}).standing).toEqual({ kind: 'none' });
  });
});
