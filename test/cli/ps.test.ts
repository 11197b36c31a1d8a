import { beforeAll, expect, it } from 'vitest';
import { readyFor } from '../../src/cli/columns.ts';
import { paintFor } from '../../src/cli/paint.ts';
import { psJson, psText, shownRows } from '../../src/cli/ps.ts';
import type { WorkspaceRow } from '../../src/product/workspaces.ts';
import { NOW_MS } from '../support/terminal.ts';

beforeAll(() => readyFor('\u8a08'));

const frame = { home: '/home/ada', now_ms: NOW_MS, columns: 80, paint: paintFor(false) };
const noLoop = { running: false, should_run: false, since: null, pid: null };
const resting = {
  condition: 'idle',
  loop: noLoop,
  simulated: false,
  specs: [],
  blockers: 0,
  questions: 0,
};

function row(place: string, standing: Partial<typeof resting> | object | null): WorkspaceRow {
  const whole = standing === null ? null : { ...resting, ...standing };
  return { id: place, place, standing: whole, problem: null };
}

const spec = (root: string, state: string) => ({ root, title: root, state });
const rows: readonly WorkspaceRow[] = [
  row('/home/ada/calc', {
    condition: 'working',
    loop: { running: true, should_run: true, since: '2026-01-02T01:02:00.000Z', pid: 7 },
    specs: [spec('coupons', 'building'), spec('refunds', 'queued')],
    questions: 2,
  }),
  row('/home/ada/a/folder/that/lies/far/below/計算機', { condition: 'blocked', blockers: 1 }),
  row('/srv/rest', {}),
  {
    ...row('/home/ada/gone\u001b[31m', null),
    problem: {
      kind: 'gone',
      what: 'no folder is there',
      next: 'run millrace status in its new place',
    },
  },
  {
    ...row('/srv/damaged', null),
    problem: { kind: 'error', what: 'journal_damaged: Record 12', next: 'run millrace doctor' },
  },
];

it('lists what has a loop, open work or damage', () => {
  const shown = shownRows(rows, false);
  expect(psText(shown, rows.length, frame)).toMatchInlineSnapshot(`
    "WORKSPACE                         STATE    LOOP                  ..  WAITS
    ~/calc                            working  runs since 2 h 5 min  ..  2 to answer
    ~/a/folder/that/lies/far/belo...  blocked                            1 blocked
    /srv/damaged: journal_damaged: Record 12
      next: run millrace doctor
    2 more without a loop or open work: millrace ps -a
    "
  `);
});

it('lists all of them, whole where nothing cuts them', () => {
  const shown = shownRows(rows, true);
  expect(psText(shown, rows.length, { ...frame, columns: null })).toMatchInlineSnapshot(`
    "WORKSPACE                              STATE    LOOP                  OPEN SPECS                               WAITS
    ~/calc                                 working  runs since 2 h 5 min  2: coupons (building), refunds (queued)  2 to answer
    ~/a/folder/that/lies/far/below/計算機  blocked                                                                 1 blocked
    /srv/rest                              idle
    ~/gone?[31m: no folder is there
      next: run millrace status in its new place
    /srv/damaged: journal_damaged: Record 12
      next: run millrace doctor
    "
  `);
  expect(psJson(shown, rows.length)).toEqual({ workspaces: rows, total: 5 });
});

it('says that there is none', () => {
  expect(psText([], 0, frame)).toBe('No workspace yet: millrace init makes one.\n');
});
