import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDocument } from '../../src/runtime/documents/index.ts';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { NodeIds } from '../../src/runtime/host/ids.ts';
import { LinuxProcesses } from '../../src/runtime/host/linux-processes.ts';
import { KernelLock } from '../../src/runtime/host/lock.ts';
import {
  adapterFor,
  normalize,
  readOutput,
  type StageRequest,
} from '../../src/runtime/runners/index.ts';
import { runScripted } from '../../src/scripted/run.ts';
import {
  completionWith,
  DECLARED,
  JUDGEMENT,
  RUNNER,
  requestWith,
  THREAD,
} from '../support/runners/cloth.ts';
import { SleeperClock } from './support/sleeper-clock.ts';

let clock = new SleeperClock();
let base = '';
beforeEach(() => {
  clock = new SleeperClock();
  base = mkdtempSync(join(tmpdir(), 'millrace-scripted-'));
  mkdirSync(join(base, 'work'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

interface Played {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly ignoredSignals: boolean;
}

/** Plays one attempt with a fresh attempt directory. */
async function play(
  request: Partial<StageRequest> = {},
  argv: readonly string[] = ['--scenario', join(base, 'scenario.json')],
): Promise<Played> {
  const dir = join(base, 'attempt');
  rmSync(dir, { recursive: true, force: true });
  for (const name of ['in', 'out']) mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, 'in/request.json'), JSON.stringify(requestWith(request)));
  const said = { stdout: '', stderr: '', ignoredSignals: false };
  const ports = {
    disk: new NodeDisk(),
    clock,
    ids: new NodeIds(),
    lock: new KernelLock(),
    processes: new LinuxProcesses(),
    stdout: (bytes: string | Uint8Array) => {
      said.stdout += typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
    },
    stderr: (line: string) => Object.assign(said, { stderr: said.stderr + line }),
    ignoreSignals: () => Object.assign(said, { ignoredSignals: true }),
  };
  const env = {
    PATH: process.env.PATH ?? '',
    MILLRACE_IN: join(dir, 'in'),
    MILLRACE_OUT: join(dir, 'out'),
    MILLRACE_WORK_DIR: join(base, 'work'),
  };
  writeFileSync(join(dir, 'stdout'), '');
  const status = await runScripted(ports, argv, env);
  writeFileSync(join(dir, 'stdout'), said.stdout);
  writeFileSync(join(dir, 'stderr'), said.stderr);
  return { status, ...said };
}

function scenario(...rules: object[]): void {
  writeFileSync(join(base, 'scenario.json'), JSON.stringify({ rules, otherwise: 'fail' }));
}
const inWork = (name: string) => join(base, 'work', name);
const outText = (name: string) => readFileSync(join(base, 'attempt/out', name), 'utf8');

/** What the runtime would make of the attempt that was just played. */
function verdict(status: number) {
  const completion = completionWith({ exit_code: status });
  const output = readOutput(new NodeDisk(), join(base, 'attempt'), completion, DECLARED);
  const report = adapterFor(RUNNER).report(output, null);
  return normalize(JUDGEMENT, completion, output, report);
}

describe('without a scenario', () => {
  it('a stage succeeds with its artifacts and one valid proposal', async () => {
    const { status } = await play({}, []);
    expect(verdict(status)).toMatchObject({ kind: 'result', outcome: 'WOVEN' });
    expect(outText('swatch.md')).toContain('Simulated');
    const parsed = parseDocument(outText('work/thread.md'), THREAD);
    expect(parsed).toMatchObject({
      ok: true,
      document: { id: 'thread-cloth-blue-simulated', scalars: { root_cloth: 'cloth-blue' } },
    });
  });
  it.each([
    ['the family of the active item', { work: { ...work(), family: 'thread' } }],
    ['a family of the own plane', { families: { thread: { ...THREAD, plane: 'loom' } } }],
    [
      'a root',
      { families: { thread: { ...THREAD, closure: { ...THREAD.closure, role: 'root' } } } },
    ],
  ] as const)('a stage does not propose %s', async (_, more) => {
    await play(more, []);
    expect(existsSync(join(base, 'attempt/out/work'))).toBe(false);
  });
});

function work() {
  const { work } = requestWith();
  if (work === null) throw new Error('the request has an item');
  return work;
}

describe('actions', () => {
  it('really change the work directory and leave proposals, artifacts and usage', async () => {
    writeFileSync(inWork('old.txt'), 'old');
    writeFileSync(inWork('sum.txt'), '1 - 1 = {{x}}');
    const usage = {
      input_tokens: 3,
      cached_input_tokens: 0,
      output_tokens: 2,
      thinking_tokens: 0,
      total_tokens: 5,
    };
    scenario({
      actions: [
        { do: 'write', path: 'a/b/new.txt', text: '{{work.id}} {{visit}} {{nobody}}' },
        { do: 'replace', path: 'sum.txt', find: '-', with: '+' },
        { do: 'delete', path: 'old.txt' },
        { do: 'run', argv: ['sh', '-c', 'echo ran in $(basename "$PWD")'], output: 'log.txt' },
        { do: 'propose', file: '{{work.id}}.md', text: '# {{work.title}}\n' },
        { do: 'artifact', file: 'swatch.md', text: '# Swatch\n' },
        { do: 'usage', ...usage },
        { do: 'print', text: 'looking at {{node}}' },
      ],
    });
    const { status, stdout } = await play();
    expect(verdict(status)).toMatchObject({
      outcome: 'WOVEN',
      summary: 'Played from a script: WOVEN.',
    });
    expect(stdout).toMatch(/^looking at weave\n.*### WOVEN\n$/s);
    expect(readFileSync(inWork('a/b/new.txt'), 'utf8')).toBe('cloth-blue 1 {{nobody}}');
    expect(readFileSync(inWork('sum.txt'), 'utf8')).toBe('1 + 1 = {{x}}');
    expect(existsSync(inWork('old.txt'))).toBe(false);
    expect(outText('log.txt')).toBe('ran in work\n');
    expect(outText('work/cloth-blue.md')).toBe('# Blue cloth\n');
    expect(JSON.parse(outText('usage.json'))).toEqual(usage);
  });
  it.each([
    [{ do: 'write', path: '../out.txt', text: 'x' }, /must not hold empty/],
    [{ do: 'write', path: '/etc/x', text: 'x' }, /must be a relative path/],
    [{ do: 'write', path: 'link/x', text: 'x' }, /leads through a link/],
    [{ do: 'replace', path: 'missing', find: 'a', with: 'b' }, /does not hold the text/],
    [{ do: 'run', argv: ['false'], expect_exit: 0 }, /false ended with 1, the scenario expects 0/],
    [{ do: 'run', argv: ['no-such-program'], expect_exit: 0 }, /ended with ENOENT/],
    [{ do: 'dance' }, /the scenario is not valid/],
  ])('that cannot be done fail the stage: %j', async (one, error) => {
    symlinkSync(tmpdir(), inWork('link'));
    scenario({ actions: [one] });
    const { status, stderr, stdout } = await play();
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(error);
  });
});

describe('endings', () => {
  const played = async (end: object) => {
    scenario({ actions: [{ do: 'write', path: 'done', text: 'x' }], end });
    const result = await play();
    return { ...result, verdict: verdict(result.status), acted: existsSync(inWork('done')) };
  };
  it('result: any outcome, with what a recovery stage may say', async () => {
    const end = { kind: 'result', outcome: 'TORN', failure_class: 'thread', resume_node: 'spin' };
    expect((await played(end)).verdict).toMatchObject({
      outcome: 'TORN',
      failure_class: 'thread',
      resume: { resume_node: 'spin' },
    });
  });
  it('lie: says it and does nothing', async () => {
    const { acted, stdout } = await played({ kind: 'lie' });
    expect([acted, stdout.endsWith('### WOVEN\n')]).toEqual([false, true]);
  });
  it.each([
    [{ kind: 'no_marker' }, 'no result as its last line'],
    [{ kind: 'markers', outcomes: ['WOVEN', 'TORN'] }, 'several results'],
    [{ kind: 'markers', outcomes: ['SPUN'] }, 'not a legal result'],
    [{ kind: 'garbage', size_bytes: 100_000 }, 'no result as its last line'],
  ])('%j breaks the contract', async (end, error) => {
    const found = (await played(end)).verdict;
    expect(found).toMatchObject({
      kind: 'violation',
      errors: [{ text: expect.stringContaining(error) }],
    });
  });
  it('garbage: as much as asked for, without an end of line', async () => {
    const { stdout } = await played({ kind: 'garbage', size_bytes: 100_000 });
    expect([stdout.length, stdout.includes('\n')]).toEqual([100_000, false]);
  });
  it('crash: fails with its status', async () => {
    const { status, verdict } = await played({ kind: 'crash', exit_code: 9 });
    expect(status).toBe(9);
    expect(verdict).toMatchObject({ kind: 'failure', failure_class: 'runner_non_zero_exit' });
  });
  it('quota: is the trouble of the provider', async () => {
    const { verdict } = await played({ kind: 'quota', retry_after_seconds: 30 });
    expect(verdict).toMatchObject({ policy: 'rest', retry_after_ms: 30_000 });
  });
});

describe('the choice of a rule', () => {
  const says = (text: string) => ({ actions: [{ do: 'print', text }], end: { kind: 'no_marker' } });
  const attempt = (request: string, ordinal: number) => ({
    request_id: request,
    attempt: { attempt_id: `${request}-${ordinal}`, ordinal, retry: null },
  });
  const heard = async (more: Partial<StageRequest>) => (await play(more)).stdout.trim();

  it('is the first that matches', async () => {
    scenario(
      { match: { node_id: 'dye' }, ...says('dye') },
      { match: { work_id: 'cloth-r*' }, ...says('red') },
      { match: { family: 'cloth', visit: 2 }, ...says('again') },
      { match: { root: 'cloth-blue', plane: 'loom' }, ...says('blue') },
    );
    const visit2 = { run: { visit: 2, stages: [] } };
    const red = { work: { ...work(), id: 'cloth-red' } };
    expect(await heard({ request_id: 'q1' })).toBe('blue');
    expect(await heard({ ...visit2, request_id: 'q2', attempt: attempt('q2', 1).attempt })).toBe(
      'again',
    );
    expect(await heard({ ...red, ...attempt('q3', 1) })).toBe('red');
  });
  it('stays with the request and is counted once for it', async () => {
    scenario({ times: 1, ...says('one') }, { ...says('two') });
    expect(await heard(attempt('q1', 1))).toBe('one');
    expect(await heard(attempt('q1', 2))).toBe('one');
    expect(await heard(attempt('q2', 1))).toBe('two');
  });
  it('is new for every attempt when the rule says so', async () => {
    scenario({ times: 1, per: 'attempt', ...says('one') }, { ...says('two') });
    expect(await heard(attempt('q1', 1))).toBe('one');
    expect(await heard(attempt('q1', 1))).toBe('one');
    expect(await heard(attempt('q1', 2))).toBe('two');
  });
  it('fails when none is left, and is generic when the scenario allows it', async () => {
    scenario({ match: { node_id: 'dye' } });
    expect(await play()).toMatchObject({ status: 2, stderr: expect.stringContaining('weave') });
    writeFileSync(join(base, 'scenario.json'), '{"rules":[]}');
    expect(verdict((await play()).status)).toMatchObject({ outcome: 'WOVEN' });
  });
  it('waits for another stage and refuses a broken state', async () => {
    scenario({ ...says('one') });
    const held = new KernelLock().tryTake(join(base, 'scenario.json.state.json.lock'));
    clock.whileAsleep = () => held?.release();
    expect(await heard({})).toBe('one');
    writeFileSync(join(base, 'scenario.json.state.json'), '{');
    expect(await play()).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('state file'),
    });
  });
});

it('a request that is not understood is refused', async () => {
  scenario({});
  expect(await play({ request_id: '../x' })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('request.json'),
  });
});
