import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { z } from 'zod';
import { SPEC } from '../../support/program/specs.ts';
import { Workspace } from '../../support/program/workspace.ts';
import { it } from '../support/test.ts';

const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';
const SHOW_CURSOR = '\u001b[?25h';

/** A shell script in a terminal of its own, 80 columns wide. */
class Terminal {
  shown = '';
  private readonly child: ChildProcess;
  private readonly waits: { readonly holds: () => boolean; readonly done: () => void }[] = [];
  readonly closed: Promise<number | null>;

  constructor(workspace: Workspace, script: string) {
    const file = join(workspace.folder, 'script.sh');
    writeFileSync(file, `stty cols 80 rows 24\ntty > "$HOME/tty"\n${script}\n`);
    const env = {
      ...workspace.env,
      TERM: 'xterm',
      NO_COLOR: '1',
      PROGRAM: inject('program'),
      NODE: process.execPath,
    };
    this.child = spawn('script', ['-qec', `sh ${file}`, '/dev/null'], { cwd: workspace.root, env });
    this.child.stdout?.on('data', (bytes) => {
      this.shown += bytes;
      for (const { holds, done } of this.waits) if (holds()) done();
    });
    this.closed = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Until so many times this was shown. */
  async sees(text: string, times = 1): Promise<void> {
    const holds = () => this.shown.split(text).length > times;
    const seen = new Promise<void>((done) => {
      this.waits.push({ holds, done });
      if (holds()) done();
    });
    const gone = this.closed.then(() => {
      if (!holds()) throw new Error(`${text} was not shown: ${this.shown.slice(-600)}`);
    });
    await Promise.race([seen, gone]);
  }

  types(text: string): void {
    this.child.stdin?.write(text);
  }
}

const NOTES_MAX = 60;
const WATCH = '"$NODE" "$PROGRAM" watch';
/** What the terminal is like afterwards, and how it ended. */
const AFTER = 'echo "ended $?"; stty -a | grep -oE -- "-?icanon|-?echo " | tr "\\n" " "';

async function handedOver(workspace: Workspace): Promise<void> {
  await workspace.answer('init', '--mode', 'default_offline');
  workspace.write('spec.md', SPEC);
  await workspace.answer('queue', 'add-spec', 'spec.md');
}

describe.concurrent('watch in a terminal', () => {
  it('takes it over, obeys keys and gives it back', async ({ empty }) => {
    await handedOver(empty);
    const terminal = new Terminal(empty, `${WATCH}; ${AFTER}`);
    await terminal.sees('q quit');
    expect(terminal.shown).toContain(ENTER);
    terminal.types('?');
    await terminal.sees('so does Ctrl-C');
    terminal.types('q');
    expect(await terminal.closed).toBe(0);
    const after = terminal.shown.slice(terminal.shown.lastIndexOf(LEAVE));
    expect(after).toContain('ended 0');
    expect(after).toContain('icanon echo');
    expect(after).not.toContain('-icanon');
    expect(terminal.shown.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(
      terminal.shown.lastIndexOf('\u001b[?25l'),
    );
  });

  it.each(['TERM', 'HUP', 'INT'])('gives it back after SIG%s', async (signal) => {
    const empty = new Workspace();
    try {
      await handedOver(empty);
      const script = `sh -c 'echo $$ > "$HOME/pid"; exec ${WATCH}'; ${AFTER}`;
      const terminal = new Terminal(empty, script);
      await terminal.sees('q quit');
      process.kill(pidIn(empty), `SIG${signal}`);
      await terminal.closed;
      const after = terminal.shown.slice(terminal.shown.lastIndexOf(LEAVE));
      expect(after).toContain('icanon echo');
      expect(after).not.toContain('-icanon');
    } finally {
      empty.end();
    }
  });

  it('is stopped and continued, and follows the size', async ({ empty }) => {
    await handedOver(empty);
    const script = `sh -c 'echo $$ > "$HOME/pid"; exec ${WATCH}'; ${AFTER}`;
    const terminal = new Terminal(empty, script);
    await terminal.sees('q quit');
    const tty = readFileSync(join(empty.folder, 'tty'), 'utf8').trim();
    execFileSync('stty', ['-F', tty, 'cols', '40', 'rows', '10']);
    await terminal.sees('n p a...');
    terminal.types('\u001a');
    await terminal.sees(LEAVE);
    process.kill(pidIn(empty), 'SIGCONT');
    await terminal.sees(ENTER, 2);
    terminal.types('q');
    await terminal.closed;
    expect(terminal.shown).toContain('ended 0');
  });
});

describe.concurrent('without a terminal', () => {
  it('watch prints texts, as often as it is told', async ({ empty }) => {
    await handedOver(empty);
    const ran = await empty.run(
      'status',
      '--watch',
      '--max-updates',
      '2',
      '--interval-seconds',
      '0.1',
    );
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).not.toContain('\u001b');
    expect(ran.out.split('~/work').length).toBe(3);
    expect(await empty.run('watch', '--max-updates', '0')).toMatchObject({ code: 2 });
    const bare = await empty.run('watch', '--workspace', empty.folder, '--max-updates', '1');
    expect(bare.out).toContain('workspace_not_initialized');
  });

  it('watch shows those that are named beside all that are busy, and takes a path as others do', async ({
    empty,
  }) => {
    await handedOver(empty);
    const rest = join(empty.folder, 'rest');
    mkdirSync(rest);
    await empty.answer('init', '--mode', 'default_offline', '--workspace', rest);
    const { out } = await empty.run('watch', '--all', '--workspace', rest, '--max-updates', '1');
    expect(out).toMatch(/^~\/rest +idle(?:.|\n)*^~\/work +ready/m);
    const unmeant = await empty.run('watch', '--workspace', '~/rest', '--max-updates', '1');
    expect(unmeant).toMatchObject({
      code: 2,
      err: expect.stringContaining('~ in it was not replaced'),
    });
  });

  it('wait prints each stage as it goes', async ({ empty }) => {
    await handedOver(empty);
    const [spec = ''] = Object.values(await empty.answer('list'))
      .flat()
      .flatMap(rootIn);
    await empty.answer('pause');
    await empty.answer('run', 'start');
    const waiting = empty.start('wait', '--until', 'closed');
    let seen = false;
    waiting.child.stderr?.once('data', () => {
      seen = true;
    });
    // Nothing starts before the wait has shown that it looks.
    for (let note = 0; !seen && note < NOTES_MAX; note += 1) {
      await empty.answer('note', spec, `Number ${note}`);
    }
    await empty.answer('resume');
    const { code, out, err } = await waiting.done;
    expect(code).toBe(0);
    expect(out).toContain('reason: closed');
    expect(err).toMatch(/\[\d\d:\d\d:\d\d\] builder starts on task\//);
    expect(err).toMatch(/builder BUILDER_COMPLETE: .* \(task\/.*, after \d+ s\)/);
    expect(err).not.toContain('the loop is running');
  });

  it('ps lists the workspaces of its user, and says what became of them', async ({ empty }) => {
    await handedOver(empty);
    const places = ['gone', 'bare', 'broken', 'rest'].map((name) => join(empty.folder, name));
    for (const place of places) {
      mkdirSync(place);
      await empty.answer('init', '--mode', 'default_offline', '--workspace', place);
    }
    const [gone = '', bare = '', broken = ''] = places;
    rmSync(gone, { recursive: true });
    rmSync(join(bare, 'millrace-agents'), { recursive: true });
    writeFileSync(join(broken, 'millrace-agents/journal/00000001.log'), 'no journal\n');
    const { workspaces, total } = await empty.answer('ps', '--all');
    expect(total).toBe(5);
    expect(workspaces).toMatchObject([
      { place: bare, problem: { kind: 'none' } },
      { place: broken, problem: { kind: 'error', what: expect.stringContaining('journal_') } },
      { place: gone, problem: { kind: 'gone' } },
      { place: places[3], standing: { condition: 'idle', specs: [] } },
      { place: empty.root, standing: { condition: 'ready', specs: [{ state: 'queued' }] } },
    ]);
    const { out } = await empty.run('ps');
    expect(out).toContain('~/work');
    expect(out).toContain('3 more without a loop or open work: millrace ps -a');
  });

  it('ps names what mends a workspace as a command', async ({ empty }) => {
    await empty.answer('init', '--mode', 'default_offline');
    rmSync(empty.at('millrace-agents/modes'), { recursive: true });
    const { workspaces } = await empty.answer('ps');
    const next = expect.stringContaining('run `millrace init`');
    expect(workspaces).toMatchObject([{ place: empty.root, problem: { kind: 'error', next } }]);
    expect((await empty.run('ps')).out).toContain('next: run `millrace init`');
  });

  it('completes words in a bash that has nothing but this', async ({ empty }) => {
    await handedOver(empty);
    const shim = join(empty.folder, 'millrace');
    writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${inject('program')}" "$@"\n`);
    chmodSync(shim, 0o755);
    const env = { ...empty.env, PATH: `${empty.folder}:${empty.env.PATH ?? ''}` };
    const complete = (...words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(' ');
      const script = [
        'source <(millrace completion bash)',
        `COMP_WORDS=(millrace ${list}); COMP_CWORD=${words.length}; _millrace`,
        `for one in "\${COMPREPLY[@]}"; do echo "$one"; done`,
      ].join('; ');
      const options = { cwd: empty.root, env, encoding: 'utf8' } as const;
      return execFileSync('bash', ['--norc', '-c', script], options).trim().split('\n');
    };
    expect(complete('compile', '')).toEqual(['validate', 'show', 'graph']);
    expect(complete('list', '--of', 'd')).toEqual(['decisions']);
    const [id = ''] = complete('show', '');
    expect(await empty.answer('show', id)).toMatchObject({ kind: 'spec' });
  });
});

function rootIn(row: unknown): string[] {
  const { data } = z.object({ root: z.string() }).safeParse(row);
  return data === undefined ? [] : [data.root];
}

function pidIn(workspace: Workspace): number {
  return Number(readFileSync(join(workspace.folder, 'pid'), 'utf8'));
}
