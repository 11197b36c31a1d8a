import { beforeAll, describe, expect, it } from 'vitest';
import { readyFor } from '../../src/cli/columns.ts';
import { isColoured, type Paint, paintedAnswer, paintFor } from '../../src/cli/paint.ts';
import { renderAnswer } from '../../src/cli/render.ts';
import { timeText } from '../../src/cli/times.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { statusView } from '../support/backend/fake-views.ts';
import { NOW_MS } from '../support/terminal.ts';
import { run } from './support/run.ts';

beforeAll(() => readyFor('\u8a08'));

const render = (answer: Record<string, unknown>) => renderAnswer(answer, NOW_MS);

describe('renderAnswer', () => {
  it('writes lines, tables and indented parts, and the next step last', () => {
    const text = render({
      next: 'Call status.',
      condition: 'working',
      absent: undefined,
      empty: [],
      queues: { task: { queue: 1 } },
      loops: [
        { plane: 'planning', nodes: 5 },
        { plane: 'execution', nodes: 12, extra: ['a', 'b'] },
      ],
      checks: ['npm test', 'npm run lint'],
      document: '# T\n\n- a\n',
    });
    expect(text).toMatchInlineSnapshot(`
      "condition: working
      queues:
        task:
          queue: 1
      loops:
        plane      nodes  extra
        planning   5
        execution  12     a, b
      checks:
        - npm test
        - npm run lint
      document:
        # T
        
        - a
      next: Call status.
      "
    `);
  });

  it('counts what would make a table too wide', () => {
    const long = `millrace://runs/${'r'.repeat(50)}`;
    expect(
      render({ stages: [{ node: 'builder', artifacts: [long, long], spawned: ['a'] }] }),
    ).toMatchInlineSnapshot(`
      "stages:
        node     artifacts  spawned
        builder  2 entries  a
      "
    `);
  });

  it('writes rows with a long text one below the other, and cuts none', () => {
    const message = `The key ${'x'.repeat(80)} is not known.`;
    const rows = [{ file: 'a.toml', message, lines: ['1', '2'] }, { file: 'b.toml' }];
    expect(render({ diagnostics: rows })).toBe(
      [
        'diagnostics:',
        '  - file: a.toml',
        `    message: ${message}`,
        '    lines:',
        '      - 1',
        '      - 2',
        '  - file: b.toml',
        '',
      ].join('\n'),
    );
  });

  it.each([
    'status --workspace ~/work',
    'enqueue-spec ~/spec.md',
    `status --workspace /a/$${'{HOME}'}/b`,
  ])('refuses a path that nobody can have meant: millrace %s', async (line) => {
    const { code, err } = await run(line);
    expect([code, err]).toEqual([2, expect.stringContaining('was not replaced by')]);
  });

  it('says nothing that steers a terminal, in an error and in JSON neither', async () => {
    const paint = '\u001b]0;x\u0007\u202e\u200b';
    expect((await run(`no${paint}such`)).err).toContain('There is no command "no?]0;x??such"');
    const why = async (): Promise<never> => {
      throw new MillraceError('disk_failed', { what: `The disk ${paint}`, next: 'look' });
    };
    const { err } = await run('upgrade --json', { backend: { upgrade: why } });
    expect(err).not.toMatch(/[^\n -~]/);
    expect(JSON.parse(err)).toMatchObject({ error: { message: `The disk ${paint}.` } });
  });

  it('aligns columns by what a terminal shows', () => {
    const rows = [
      { id: '\u4e2d\u6587', state: 'open' },
      { id: 'e\u0301 \u{1f469}\u200d\u{1f4bb}', state: 'open' },
      { id: 'plain', state: 'open' },
    ];
    expect(render({ rows })).toBe(
      [
        'rows:',
        '  id     state',
        '  \u4e2d\u6587   open',
        '  e\u0301 \u{1f469}\u200d\u{1f4bb}   open',
        '  plain  open',
        '',
      ].join('\n'),
    );
  });

  it('cuts a long text between two characters', () => {
    const long = '\u{1f469}\u200d\u{1f4bb}'.repeat(300);
    expect(render({ notes: [long] })).toBe(
      `notes:\n  - ${'\u{1f469}\u200d\u{1f4bb}'.repeat(198)}...\n`,
    );
  });

  it('lets no text of a stage steer the terminal', () => {
    expect(render({ summary: '\u001b[2Jgone \u009b1m\ttab', next: 'a\rb' })).toBe(
      'summary: ?[2Jgone ?1m\ttab\nnext: a?b\n',
    );
  });
});

describe('colour', () => {
  it.each<[Record<string, string>, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  ])('with %j on a terminal: %s, is used: %s', (env, isTTY, used) => {
    expect(isColoured({ isTTY }, env)).toBe(used);
  });

  it('paints keys and conditions, and nothing that came from elsewhere', () => {
    const paint: Paint = (format, text) => `<${String(format)}>${text}</>`;
    const text = 'condition: blocked\nspecs:\n  root  title\ntitle: a: b\nnext: Run it.\n';
    expect(paintedAnswer(text, paint)).toMatchInlineSnapshot(`
      "<dim>condition:</> <yellow>blocked</>
      <dim>specs:</>
        root  title
      <dim>title:</> a: b
      <bold>next: Run it.</>
      "
    `);
    expect(paintedAnswer(text, paintFor(false))).toBe(text);
  });

  it('lets no colour of a stranger through', async () => {
    const status = { runtime: { status: () => ({ ...statusView, mode_id: '\u001b[31mred' }) } };
    expect((await run('status', status)).out).toContain('mode: ?[31mred');
  });
});

describe('times', () => {
  it.each([
    ['2026-01-02T03:06:25.000Z', '40 s ago'],
    ['2026-01-02T03:04:00.000Z', '3 min ago'],
    ['2026-01-02T01:02:05Z', '2 h 5 min ago'],
    ['2026-01-02T03:17:05.000Z', 'in 10 min'],
    ['2025-12-30T09:08:07.000Z', '2025-12-30 09:08 UTC'],
    ['2026-99-99T00:00:00.000Z', null],
    ['since 2026-01-01T00:00:00.000Z', null],
  ])('says %s as %s', (iso, text) => {
    expect(timeText(iso, NOW_MS)).toBe(text);
  });

  it('says them in answers, and exactly in JSON', async () => {
    expect((await run('runs ls')).out).toContain('3 min ago');
    expect((await run('runs ls --json')).out).toMatch(/"at": "\d{4}-\d{2}-\d{2}T[\d:.]+Z"/);
  });
});
