import { beforeAll, describe, expect, it } from 'vitest';
import { readyFor, widthOf } from '../../../src/cli/columns.ts';
import { paintFor } from '../../../src/cli/paint.ts';
import { FIRST_CHOICE, type Frame, watchScreen, watchText } from '../../../src/cli/watch/screen.ts';
import { NOW_MS } from '../../support/terminal.ts';
import { atWork, damaged, many, viewOf, wide, working } from './support/scene.ts';

beforeAll(() => readyFor('\u8a08'));

const frame: Frame = {
  columns: 80,
  rows: 24,
  paint: paintFor(false),
  home: '/home/ada',
  now_ms: NOW_MS,
};

function screen(view: typeof working, columns = 80, choice = FIRST_CHOICE): string {
  return watchScreen(view, choice, { ...frame, columns }).lines.join('\n');
}

describe('a screen', () => {
  it('shows work, what waits, and what happened', () => {
    expect(screen(working)).toMatchInlineSnapshot(`
      "millrace  1 waits for you  2 open specs  1 workspace
      ~/calc  working  loop 3 min  412k tokens  0.25 USD
        ! planner asks about refunds: "Which month?" 1. calendar; 2. thirty days
          millrace answer Q1 1
        subtract  building  [#####.....] 1 of 2  2 stages  900 tokens  Subtract
          > builder  3 min 0 s  last sign 4 s ago  task/two
              npm test -- --watch=false
        refunds  Refunds within a month  queued
        03:01:00  planner PLANNER_COMPLETE: It is planned.  spec/subtract
        03:04:00  task/one is done
      03:07:05  q quit  space b page  n p a workspace  ? keys"
    `);
  });

  it('is as true in 40 columns', () => {
    expect(screen(working, 40)).toMatchInlineSnapshot(`
      "millrace  1 waits for you  2 open specs.
      ~/calc  working  loop 3 min  412k tokens
        ! planner asks about refunds: "Which
          month?" 1. calendar; 2. thirty days
          millrace answer Q1 1
        subtract  building  [#####.....] 1 ...
          > builder  3 min 0 s  last sign 4...
              npm test -- --watch=false
        refunds  Refunds within a month  qu...
        03:01:00  planner PLANNER_COMPLETE:...
        03:04:00  task/one is done
      03:07:05  q quit  space b page  n p a..."
    `);
  });

  it('has more of it in 132', () => {
    const narrow = screen(wide).split('\n');
    const more = screen(wide, 132)
      .split('\n')
      .filter((line) => !narrow.includes(line));
    expect(more).toMatchInlineSnapshot(`
      [
        "  subtract  building  [##########] 2 of 2  2 stages  900 tokens  結帳時的優惠券與退款規則以及所有相關的測試與文件說明",
      ]
    `);
  });

  it('measures wide characters and shows nothing that steers it', () => {
    expect(screen(wide)).toMatchInlineSnapshot(`
      "millrace  1 waits for you  2 open specs  1 workspace
      ~/計算機  working  loop 3 min  412k tokens  0.25 USD
        ! ask?[31ms ?backwards and on two lines
          millrace answer Q1 1
        subtract  building  [##########] 2 of 2  2 stages  900 tokens  結帳時的優惠...
          > builder  3 min 0 s  last sign 4 s ago  task/two
              npm test -- --watch=false
        refunds  Refunds within a month  queued
        03:01:00  planner PLANNER_COMPLETE: It is planned.  spec/subtract
        03:04:00  task/one is done
      03:07:05  q quit  space b page  n p a workspace  ? keys"
    `);
  });

  it('says which workspace cannot be looked at, beside the others', () => {
    const both = { ...viewOf(damaged, { place: '/srv/b', look: atWork }), hidden: 3 };
    expect(screen(both)).toMatchInlineSnapshot(`
      "millrace  1 waits for you  2 open specs  2 workspaces
      ~/old  cannot be looked at
        journal_damaged: Record 12 of the journal does not fit its chain.
        next: Run \`millrace doctor\`.

      /srv/b  working  loop 3 min  412k tokens  0.25 USD
        ! planner asks about refunds: "Which month?" 1. calendar; 2. thirty days
          millrace answer Q1 1
        subtract  building  [#####.....] 1 of 2  2 stages  900 tokens  Subtract
          > builder  3 min 0 s  last sign 4 s ago  task/two
              npm test -- --watch=false
        refunds  Refunds within a month  queued
        03:01:00  planner PLANNER_COMPLETE: It is planned.  spec/subtract
        03:04:00  task/one is done
      3 more workspaces: millrace ps -a
      03:07:05  q quit  space b page  n p a workspace  ? keys"
    `);
  });

  it('says that there is nothing', () => {
    expect(screen(viewOf())).toMatchInlineSnapshot(`
      "millrace  nothing waits for you  0 open specs  0 workspaces
      Nothing to watch: no workspace has a loop or open work.
      03:07:05  q quit  space b page  n p a workspace  ? keys"
    `);
  });

  it.each([20, 40, 80, 132])(
    'never writes beyond %i columns, nor more rows than there are',
    (columns) => {
      for (const view of [working, wide, many, viewOf(damaged)]) {
        for (const rows of [3, 10, 24]) {
          const { lines } = watchScreen(view, FIRST_CHOICE, { ...frame, columns, rows });
          expect(lines.length).toBeLessThanOrEqual(rows);
          expect(lines.filter((line) => widthOf(line) > columns)).toEqual([]);
        }
      }
    },
  );

  it('pages through fifty specs and stops at the end', () => {
    const first = watchScreen(many, FIRST_CHOICE, frame);
    expect(first.page).toBe(22);
    const last = watchScreen(many, { ...FIRST_CHOICE, offset: 999 }, frame);
    expect([first.lines[2], last.lines.at(-2), last.lines.at(-1)]).toMatchInlineSnapshot(`
      [
        "  spec-1  building  [..........] 0 of 50  2 stages  900 tokens  Number 1",
        "  spec-50  building  [#########.] 49 of 50  2 stages  900 tokens  Number 50",
        "03:07:05  30-51 of 51  q quit  space b page  n p a workspace  ? keys",
      ]
    `);
  });

  it('is the same text with colours', () => {
    const painted = watchScreen(working, FIRST_CHOICE, { ...frame, paint: paintFor(true) });
    const sequences = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect(painted.lines.join('\n')).not.toBe(screen(working));
    expect(painted.lines.join('\n').replace(sequences, '')).toBe(screen(working));
  });
});

it('is a whole text where nobody can page', () => {
  expect(watchText(many, frame).split('\n').length).toBe(52);
  expect(watchText(working, frame)).not.toContain('q quit');
});
