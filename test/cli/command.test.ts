import { describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/main.ts';
import { renderAnswer } from '../../src/cli/render.ts';
import type { Backend } from '../../src/product/backend.ts';
import { type ErrorCode, MillraceError } from '../../src/runtime/errors/errors.ts';
import { fakeBackend, fakeRuntime, type Replaced, ROOT } from '../support/backend/fake.ts';
import { tickView } from '../support/backend/fake-views.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(line: string, replaced: Replaced = {}, input = ''): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runCommand(
    line === '' ? [] : line.split(' '),
    { backend: fakeBackend(replaced), root: ROOT, version: '9.9.9' },
    {
      cwd: '/somewhere',
      signal: new AbortController().signal,
      edit: async () => null,
      confirm: async () => false,
      sleep: async () => undefined,
      input: async () => new TextEncoder().encode(input),
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
  );
  return { code, out, err };
}

describe('commands', () => {
  it.each([
    ['run-once', 'did: applied'],
    ['run once', 'did: applied'],
    ['runs trace run-000001', 'run_id: run-000001'],
    ['runs-trace --run-id run-000001', 'run_id: run-000001'],
    ['compile validate', 'valid: true'],
    ['queue add-spec specs/a.md', 'already: false'],
    ['enqueue-spec --path specs/a.md', 'already: false'],
    ['upgrade', 'from_version: 0.1.0'],
    ['upgrade preview', 'from_version: 0.1.0'],
    ['status', 'condition: ready'],
    ['--workspace /other status', 'condition: ready'],
    ['init', 'created: false'],
    ['run start', 'already: false'],
    ['run wait --wait-seconds 3', 'reason: closed'],
    ['run stop --now', 'stopped: true'],
    ['stop', 'stopped: true'],
    ['control stop', 'stopped: true'],
    ['pause', 'applied: true'],
    ['control resume', 'applied: true'],
    ['control retry-active', 'applied: true'],
    ['cancel-stage run-000001', 'applied: true'],
    ['clear-stale-state --force', 'applied: true'],
    ['queue retry-blocked task/one --reason mended', 'applied: true'],
    ['version', '9.9.9'],
    ['--version', '9.9.9'],
  ])('understands millrace %s', async (line, start) => {
    const { code, out, err } = await run(line);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(start);
  });

  it('resolves files and workspaces against its own folder, wherever they lie', async () => {
    const seen: string[] = [];
    const openRuntime: Backend['openRuntime'] = async ({ root }) => {
      seen.push(root);
      return fakeRuntime();
    };
    const readAnyFile = async (path: string) => {
      seen.push(path);
      return new TextEncoder().encode('# T');
    };
    await run('queue add-spec ../a.md --workspace up', { backend: { openRuntime, readAnyFile } });
    expect(seen).toEqual(['/a.md', '/somewhere/up']);
  });

  it('reads a document from its standard input', async () => {
    const { out } = await run('queue add-spec - --json', {}, '# Piped\n\nAcceptance:\n- a\n');
    expect(JSON.parse(out)).toMatchObject({ id: 'spec-piped' });
    const { err } = await run('status --workspace -', {
      backend: { openRuntime: async ({ root }) => Promise.reject(new Error(root)) },
    });
    expect(err).toContain('/somewhere/-');
  });

  it('takes lists by repeating a flag', async () => {
    const { out } = await run('enqueue-spec --title=T --acceptance=one --acceptance=two --json');
    expect(JSON.parse(out).document).toContain('- A1 one\n- A2 two');
  });

  it('says on stderr what happens while it waits', async () => {
    const tick: Replaced = {
      runtime: {
        tick: async ({ progress, wait_ms }) => {
          progress?.(`waiting ${wait_ms} ms`);
          return tickView;
        },
      },
    };
    const { out, err } = await run('run once --wait-seconds 2 --json', tick);
    expect(err).toBe('waiting 2000 ms\n');
    expect(JSON.parse(out)).toMatchObject({ did: 'applied' });
  });

  it('closes what it opened', async () => {
    let closed = 0;
    const close = () => {
      closed += 1;
    };
    await run('status', { runtime: { ...fakeRuntime(), close } });
    await Promise.resolve();
    expect(closed).toBe(1);
  });
});

describe('refusals', () => {
  it.each([
    ['bogus', 'There is no command "bogus".'],
    ['run', 'There is no command "run".'],
    ['status --verbose', "millrace status: Unknown option '--verbose'"],
    ['status extra', 'millrace status: unexpected "extra"'],
    ['runs trace one --run-id two', 'millrace runs trace: run_id is given twice'],
    ['run once --wait-seconds', 'millrace run once: '],
    ['run once --wait-seconds soon', 'wait_seconds: '],
    ['run once --wait-seconds 999', 'wait_seconds: '],
  ])('answers millrace %s with exit code 2', async (line, problem) => {
    const { code, out, err } = await run(line);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(problem);
    expect(err).toMatch(/^error \w+: .*\nnext: .*\n$/);
  });

  it.each<[ErrorCode | null, number]>([
    ['id_taken', 2],
    ['plan_stale', 3],
    ['config_invalid', 4],
    ['disk_full', 5],
    [null, 1],
  ])('turns %s into exit code %i', async (code, expected) => {
    const status = () => {
      throw code === null ? new Error('boom') : new MillraceError(code, { what: 'W', next: 'N' });
    };
    const ran = await run('status --json', { runtime: { status } });
    expect(ran.code).toBe(expected);
    expect(ran.out).toBe('');
    expect(ran.err).toContain(`"code": "${code ?? 'internal_error'}"`);
  });
});

describe('help', () => {
  it('lists the commands', async () => {
    expect((await run('')).out).toMatchInlineSnapshot(`
      "millrace 9.9.9: a governed runtime for long-running agent work

      Usage: millrace <command> [options]

      Commands:
        init                 Initialize the workspace
        compile validate     Validate the compiled plan
        queue add-spec       Hand over a spec
        run once             Run one tick
        status               Status of the workspace
        runs trace           Trace of a run
        upgrade              Upgrade
        run start            Start the loop
        run wait             Follow the work
        list                 List specs, tasks, runs, decisions or claims
        show                 Show a spec, task or run
        logs                 Show what a stage prints
        diff                 Show what stages changed
        why                  Why it came to this
        doctor               Examine the workspace
        run stop             Stop the loop
        pause                Pause dispatch
        resume               Resume dispatch
        retry-active         Start active work over
        cancel-stage         Cancel a running stage
        clear-stale-state    Put all active work back
        queue retry-blocked  Retry a blocked work item
        note                 Leave a note
        answer               Answer a question
        amend                Amend a contract
        withdraw             Withdraw work
        prioritize           Put work first
        waive                Waive an item
        doctor repair        Rebuild everything that is rendered
        doctor probe         Try the harnesses
        gc                   Let storage go
        run daemon           Run the loop in the foreground
        service              Have the loop started again after a reboot
        notify               Try whether notifications arrive
        trust                Agree to what a workspace would run
        setup                Put the skills where a client reads them
        prove                Prove on this machine that nothing is lost and nothing happens twice
        mcp                  Serve one MCP client on stdin and stdout
        version              Print the version

      Every command takes --workspace PATH, --json and --help.
      Without --workspace: MILLRACE_WORKSPACE, else CLAUDE_PROJECT_DIR, else this folder.
      "
    `);
  });

  it('describes a command from its fields', async () => {
    expect((await run('run once --help')).out).toMatchInlineSnapshot(`
      "Run one tick: dispatch the next stage or wait for the running one, and apply its result. Call again while stage is running.

      Usage: millrace run once [options]
      Also:  millrace run-once

      Options:
        --wait-seconds NUMBER  How long to wait; the stage runs on. Default: 45.
        --workspace TEXT       Absolute path.
        --json                 Print the answer as JSON.
      "
    `);
    expect((await run('queue add-spec -h')).out).toMatchInlineSnapshot(`
      "Put a spec in the queue, to be planned, built, checked and closed. Give exactly one of: document, path, or title with acceptance.

      Usage: millrace queue add-spec [PATH] [options]
      Also:  millrace enqueue-spec, millrace enqueue spec

      Options:
        --path TEXT             Markdown file, or - for standard input.
        --document TEXT         Title, prose, acceptance.
        --title TEXT            With acceptance.
        --prose TEXT            What and why.
        --acceptance TEXT       What must hold. "Check: \`command\`" is run. Repeat it for a list.
        --id TEXT               Default: from the title.
        --fields TEXT           "Label: value". Repeat it for a list.
        --family TEXT           Default: spec.
        --review contract|plan  Ask me first.
        --dry-run               Change nothing.
        --request-key TEXT      One key, one call.
        --workspace TEXT        Absolute path.
        --json                  Print the answer as JSON.
      "
    `);
  });
});

describe('renderAnswer', () => {
  it('writes lines, tables and indented parts, and the next step last', () => {
    const text = renderAnswer({
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
      renderAnswer({ stages: [{ node: 'builder', artifacts: [long, long], spawned: ['a'] }] }),
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
    expect(renderAnswer({ diagnostics: rows })).toBe(
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
    expect(renderAnswer({ rows })).toBe(
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
    expect(renderAnswer({ notes: [long] })).toBe(
      `notes:\n  - ${'\u{1f469}\u200d\u{1f4bb}'.repeat(198)}...\n`,
    );
  });

  it('lets no text of a stage steer the terminal', () => {
    expect(renderAnswer({ summary: '\u001b[2Jgone \u009b1m\ttab', next: 'a\rb' })).toBe(
      'summary: ?[2Jgone ?1m\ttab\nnext: a?b\n',
    );
  });
});
