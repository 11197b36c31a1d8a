import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { carriersOf, familyOf, until } from '../support/program/processes.ts';
import { SPEC } from '../support/program/specs.ts';
import type { Running, Workspace } from '../support/program/workspace.ts';
import { it } from './support/test.ts';

const program = inject('program');
const slow = (ms: number) => ({ match: { node_id: 'planner' }, actions: [{ do: 'sleep', ms }] });

/** The pid of the loop that runs, or null. */
async function loopPid(workspace: Workspace): Promise<number | null> {
  const { loop } = await workspace.answer('status');
  const found = JSON.stringify(loop).match(/"pid":(\d+)/)?.[1];
  return found === undefined ? null : Number(found);
}

async function untilOwned(workspace: Workspace): Promise<number> {
  for (let look = 0; look < 100; look += 1) {
    const pid = await loopPid(workspace);
    if (pid !== null) return pid;
  }
  throw new Error('no loop owns the workspace');
}

describe('a detached loop', () => {
  it('outlives who started it, closes a spec, and stops when it is told to', async ({
    offline: workspace,
  }) => {
    await workspace.answer('enqueue-spec', '--document', SPEC);
    const started = await workspace.answer('run', 'start');
    expect(started).toMatchObject({ already: false, log: 'millrace-agents/logs/loop.log' });
    expect(await workspace.answer('run', 'start')).toMatchObject({
      already: true,
      pid: started.pid,
    });
    const client = await workspace.client();
    await closed(workspace);
    expect(await client.call('control', { action: 'pause', reason: 'tea' })).toMatchObject({
      applied: true,
      through: 'mailbox',
      condition: 'paused',
    });
    expect(await workspace.answer('resume')).toMatchObject({ applied: true, through: 'mailbox' });
    expect(await client.call('run_stop')).toMatchObject({ stopped: true, was_running: true });
    await until('its end', () => carriersOf(`HOME=${workspace.folder}`).length === 1 || null);
    client.child.stdin.end();
    expect(await workspace.answer('status')).toMatchObject({
      loop: { running: false, should_run: false },
      closed_roots: 1,
    });
    const log = workspace.read('millrace-agents/logs/loop.log');
    expect(log).toMatch(/^\[\d\d:\d\d:\d\d\] runtime started mode=default_offline /);
    expect(log.trimEnd().split('\n').at(-1)).toContain('stopped reason=');
    expect(workspace.read('millrace-agents/logs/loop-errors.log')).toBe('');
    const starts = workspace.starts();
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('is one of eight that are started at once', async ({ offline: workspace }) => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => workspace.answer('run', 'start')),
    );
    expect(answers.filter(({ already }) => already === false)).toHaveLength(1);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
    await until('the others to end', () => loops(workspace).length === 1 || null);
    const refused = await workspace.start('run', 'daemon').done;
    expect([refused.code, refused.out]).toEqual([3, '']);
    expect(refused.err).toContain(`process ${answers[0]?.pid}`);
    expect(refused.err).toContain('millrace run stop');
    await workspace.answer('run', 'stop');
  });

  it('takes what its stages have used, priced by the list that it brings', async ({
    offline: workspace,
  }) => {
    const used = { input_tokens: 900, cached_input_tokens: 0, output_tokens: 100 };
    const total = { thinking_tokens: 0, total_tokens: 1000, model: 'gpt-5' };
    const usage = { do: 'usage', ...used, ...total };
    workspace.play([{ match: { node_id: 'planner' }, actions: [usage, { do: 'artifacts' }] }]);
    await workspace.answer('enqueue-spec', '--document', SPEC);
    await workspace.answer('run', 'start');
    await closed(workspace);
    expect(await workspace.answer('run', 'stop')).toMatchObject({ was_running: true });
    expect(await workspace.answer('status')).toMatchObject({
      totals: { tokens: 1000, cost_usd: expect.any(Number) },
    });
  });

  it('that is killed leaves its stage running, and the next one adopts it', async ({
    offline: workspace,
  }) => {
    workspace.hold();
    await workspace.answer('enqueue-spec', '--document', SPEC);
    await workspace.answer('run', 'start');
    const attempt = await until('the stage', () => workspace.starts()[0] ?? null);
    process.kill(await untilOwned(workspace), 'SIGKILL');
    const { loop, next } = await workspace.answer('status');
    expect(loop).toMatchObject({ running: false, should_run: true });
    expect(next).toContain('a loop should run and does not');
    expect(familyOf(attempt).length).toBeGreaterThan(0);
    await workspace.answer('run', 'start');
    const log = () => workspace.read('millrace-agents/logs/loop.log');
    await until('its adoption', () => log().includes('resumed active planning/') || null);
    workspace.release();
    await closed(workspace);
    expect(workspace.starts().filter((one) => one === attempt)).toHaveLength(1);
    await workspace.answer('run', 'stop');
  });

  it('ends its stage with a stop that says now, and the next start runs it anew', async ({
    offline: workspace,
  }) => {
    workspace.play([slow(60_000)]);
    await workspace.answer('enqueue-spec', '--document', SPEC);
    await workspace.answer('run', 'start');
    const attempt = await until('the stage', () => workspace.starts()[0] ?? null);
    expect(await workspace.answer('run', 'stop', '--now')).toMatchObject({ stopped: true });
    await ended(attempt);
    workspace.play([]);
    await workspace.answer('run', 'start');
    await closed(workspace);
    const [first, second] = workspace.starts();
    expect([first, second]).toEqual([attempt, attempt.replace(/-1$/, '-2')]);
    await workspace.answer('run', 'stop');
  });

  it('has a running stage taken away: it is ended, and its work starts over', async ({
    offline: workspace,
  }) => {
    workspace.hold();
    await workspace.answer('enqueue-spec', '--document', SPEC);
    await workspace.answer('run', 'start');
    const attempt = await until('the stage', () => workspace.starts()[0] ?? null);
    expect(await workspace.answer('retry-active', '--reason', 'astray')).toMatchObject({
      applied: true,
      through: 'mailbox',
    });
    await until('its end', () => familyOf(attempt).length === 0 || null);
    workspace.release();
    await closed(workspace);
    const kinds = workspace.changes().filter(({ k }) => k === 'attempt-end@1');
    expect(kinds.map(({ outcome }) => outcome)).toEqual(['fenced', 'ended']);
    await workspace.answer('run', 'stop');
  });
});

describe('the program of a loop', () => {
  it('is its own: the package may go away in the middle of a stage', async ({
    offline: workspace,
  }) => {
    const installed = join(workspace.folder, 'installed');
    cpSync(dirname(dirname(program)), installed, { recursive: true });
    workspace.hold();
    await workspace.answer('enqueue-spec', '--document', SPEC);
    const { root: cwd, env } = workspace;
    const words = [join(installed, 'dist', 'bin.js'), 'run', 'start'];
    execFileSync(process.execPath, words, { cwd, env, stdio: 'ignore' });
    await until('the stage', () => workspace.starts()[0] ?? null);
    rmSync(installed, { recursive: true });
    workspace.release();
    const log = () => workspace.read('millrace-agents/logs/loop.log');
    await until('closure', () => log().includes('idle reason=no_work') || null);
    expect(await workspace.answer('status')).toMatchObject({ closed_roots: 1 });
    const copies = readdirSync(join(workspace.folder, '.cache', 'millrace'));
    expect(copies).toHaveLength(1);
    await workspace.answer('run', 'stop');
  });
});

describe.concurrent('a loop in the foreground', () => {
  it('shows what happens, writes the same to a file, and ends after its ticks', async ({
    offline: workspace,
  }) => {
    await workspace.answer('enqueue-spec', '--document', SPEC);
    const words = ['--monitor', 'basic', '--monitor-log', 'deep/monitor.log', '--max-ticks', '2'];
    const { code, out, err } = await workspace.run('run', 'daemon', ...words);
    expect([code, err]).toEqual([0, '']);
    const lines = out.split('\n');
    expect(lines.filter((line) => line.includes('] stage done '))).toHaveLength(2);
    expect(out).toContain('run_mode: daemon\nticks: 2\nreason: max_ticks\n');
    const kept = workspace.read('deep/monitor.log');
    expect(kept).toBe(`${lines.filter((line) => line.startsWith('[')).join('\n')}\n`);
    expect(await workspace.answer('status')).toMatchObject({ totals: { stages: 2 } });
  });

  it('waits for its stage at the first Ctrl-C, and ends it at the second', async ({
    offline: workspace,
  }) => {
    workspace.play([slow(60_000)]);
    await workspace.answer('enqueue-spec', '--document', SPEC);
    const daemon = workspace.start('run', 'daemon');
    const attempt = await until('the stage', () => workspace.starts()[0] ?? null);
    await interrupted(daemon);
    expect(familyOf(attempt)).not.toEqual([]);
    daemon.child.kill('SIGINT');
    const { code, out, err } = await daemon.done;
    expect([code, out]).toEqual([0, expect.stringContaining('interrupted: true')]);
    expect(err).toContain('press Ctrl-C again');
    await ended(attempt);
    expect(await workspace.answer('status')).toMatchObject({ condition: 'ready' });
  });

  it.for([
    [['--monitor', 'loud'], '--monitor is none or basic'],
    [['--max-ticks', '0'], '--max-ticks is a whole number'],
    [['--verbose'], "Unknown option '--verbose'"],
  ] as const)('refuses %j', async ([words, problem], { offline: workspace }) => {
    const { code, out, err } = await workspace.run('run', 'daemon', ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(problem);
    expect(err).not.toContain(' at ');
  });
});

it('a service is a file that is written and removed only when it is asked for', async ({
  offline: workspace,
}) => {
  const status = await workspace.run('service', 'status');
  expect([status.code, status.out]).toEqual([0, expect.stringContaining('installed: false')]);
  expect(existsSync(join(workspace.folder, '.config/systemd'))).toBe(false);
  const installed = await workspace.run('service', 'install');
  const file = /^file: (.*)$/m.exec(installed.out)?.[1] ?? '';
  expect(existsSync(file)).toBe(true);
  expect(file.startsWith(workspace.folder)).toBe(true);
  expect((await workspace.run('service', 'install')).out).toContain('written: false');
  expect((await workspace.run('service', 'uninstall')).out).toContain('removed: true');
  expect(existsSync(file)).toBe(false);
  expect((await workspace.run('service', 'bogus')).code).toBe(2);
});

/** On a machine that is busy elsewhere the spec may be closed before anybody waits for it. */
async function closed(workspace: Workspace): Promise<void> {
  const { reason, closed_roots } = await workspace.answer('run', 'wait', '--wait-seconds', '240');
  expect([['closed', 'idle'], closed_roots]).toEqual([expect.arrayContaining([reason]), 1]);
}

function loops(workspace: Workspace) {
  return carriersOf(`HOME=${workspace.folder}`).filter(({ argv }) => argv.includes('loop'));
}

/** Sends the first signal, and waits until it was heard. */
async function interrupted({ child }: Running): Promise<void> {
  const heard = new Promise<void>((resolve) => child.stderr?.once('data', () => resolve()));
  child.kill('SIGINT');
  await heard;
}

/** Long before a stage that nobody ends would be over. */
const END_MS_MAX = 20_000;

/** A keeper syncs what it has written once its owner has gone on, and goes then. */
async function ended(attempt: string): Promise<void> {
  const isOver = () => familyOf(attempt)[0] === undefined || null;
  await until('the end of all processes of the stage', isOver, END_MS_MAX);
}
