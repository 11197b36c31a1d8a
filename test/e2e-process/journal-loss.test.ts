import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { describe, expect, onTestFinished } from 'vitest';
import { SPEC } from '../support/program/specs.ts';
import { Workspace } from '../support/program/workspace.ts';
import { finish } from './support/campaign.ts';
import { it } from './support/test.ts';

const JOURNAL = 'millrace-agents/journal';
const DELETED = /^State was deleted .* while no stage ran\. Restored up to record/;
const done = {
  condition: 'idle',
  closed_roots: 1,
  queues: { spec: { done: 1 }, task: { done: 1 } },
};

function git(workspace: Workspace, ...words: string[]): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  execFileSync('git', [...identity, ...words], { cwd: workspace.root, env: workspace.env });
}

describe.concurrent('a journal that is deleted', () => {
  it('under a live server is restored from outside of the workspace', async ({ offline }) => {
    const client = await offline.client();
    await client.call('enqueue_spec', { document: SPEC });
    expect(await client.call('run_once')).toMatchObject({ recovered: [] });
    offline.remove(JOURNAL);
    expect(await client.call('status')).toMatchObject({ totals: { stages: 1 } });
    expect(await client.call('run_once')).toMatchObject({
      did: 'applied',
      applied: { node: 'manager' },
      recovered: [expect.stringMatching(DELETED)],
    });
    expect(await client.call('run_once')).toMatchObject({ recovered: [] });
    expect(offline.changes()).toContainEqual(expect.objectContaining({ event: 'state_restored' }));
    await finish(offline);
    expect(await offline.answer('status')).toMatchObject({ ...done, totals: { stages: 6 } });
  });

  it('while a stage runs under a live server costs nothing', async ({ offline }) => {
    offline.hold();
    const client = await offline.client();
    await client.call('enqueue_spec', { document: SPEC });
    expect(await client.call('run_once', { wait_seconds: 0 })).toMatchObject({ did: 'running' });
    offline.remove(JOURNAL);
    const tick = client.call('run_once');
    offline.release();
    expect(await tick).toMatchObject({
      did: 'applied',
      applied: { node: 'planner' },
      recovered: [
        expect.stringMatching(/^State was deleted .* while planner \(attempt .*\) ran\./),
      ],
    });
    expect(offline.starts()).toHaveLength(1);
  });

  it('while nobody looks is shown as it was, and restored by what writes next', async ({
    offline,
  }) => {
    await offline.answer('enqueue-spec', '--document', SPEC);
    for (const _ of [1, 2, 3]) await offline.answer('run', 'once');
    const { seq } = await offline.answer('status');
    offline.remove(JOURNAL);
    expect(await offline.answer('status')).toMatchObject({
      seq,
      condition: 'refused',
      problems: [expect.stringContaining('State was deleted')],
      next: expect.stringContaining('millrace run once'),
    });
    expect(existsSync(offline.at(JOURNAL))).toBe(false);
    expect(await offline.answer('run', 'once')).toMatchObject({
      did: 'applied',
      recovered: [expect.stringMatching(DELETED)],
    });
    await finish(offline);
    expect(await offline.answer('status')).toMatchObject(done);
  });

  it('together with what lies outside is made again from the folders', async ({ offline }) => {
    await offline.answer('enqueue-spec', '--document', SPEC);
    for (const _ of [1, 2, 3]) await offline.answer('run', 'once');
    offline.remove(JOURNAL);
    offline.remove('../.local/state/millrace');
    expect(await offline.refusal('status')).toMatchObject({
      code: 'journal_damaged',
      text: expect.stringContaining('run `millrace run once`'),
    });
    expect(await offline.answer('run', 'once')).toMatchObject({
      did: 'applied',
      recovered: [expect.stringContaining('taken in from their folders')],
    });
    await finish(offline);
    expect(await offline.answer('status')).toMatchObject(done);
  });
});

describe.concurrent('git commands of the user', () => {
  it('that tidy up leave the journal alone; those that remove ignored files do not', async ({
    offline,
  }) => {
    git(offline, 'init', '-q');
    offline.write('readme.md', '# Project\n');
    git(offline, 'add', '-A');
    git(offline, 'commit', '-q', '-m', 'first');
    await offline.answer('enqueue-spec', '--document', SPEC);
    offline.write('scratch.txt', 'untracked\n');
    git(offline, 'stash', '-q', '-u');
    git(offline, 'stash', 'pop', '-q');
    git(offline, 'clean', '-fdq');
    expect(existsSync(offline.at('scratch.txt'))).toBe(false);
    expect(await offline.answer('run', 'once')).toMatchObject({ did: 'applied', recovered: [] });

    const client = await offline.client();
    await client.call('status');
    git(offline, 'clean', '-fdxq');
    expect(existsSync(offline.at(JOURNAL))).toBe(false);
    expect(await client.call('status')).toMatchObject({ totals: { stages: 1 } });
    expect(await client.call('run_once')).toMatchObject({
      did: 'applied',
      recovered: [expect.stringMatching(DELETED)],
    });
    await finish(offline);
    expect(await offline.answer('status')).toMatchObject({ ...done, problems: [] });
  });

  it('and those that remove the whole folder leave what init asks for', async ({ offline }) => {
    await offline.answer('enqueue-spec', '--document', SPEC);
    await offline.answer('run', 'once');
    offline.remove('millrace-agents');
    // What is wrong with config and plan follows from that, and is not told besides.
    expect(await offline.answer('status')).toMatchObject({
      totals: { stages: 1 },
      blockers_total: 1,
      problems_total: 1,
      next: expect.stringContaining('init --state restore --mode default_offline'),
    });
    expect(await offline.refusal('init')).toMatchObject({
      code: 'state_deleted',
      text: expect.stringMatching(
        /holds 1 work items and 1 runs, up to record \d+.*--state restore/,
      ),
    });
    expect(
      await offline.answer('init', '--state', 'restore', '--mode', 'default_offline'),
    ).toMatchObject({
      created: true,
      notes: [expect.stringMatching(DELETED), expect.anything()],
    });
    // The new config lacks what the old one said of the harness.
    offline.count();
    await finish(offline);
    expect(await offline.answer('status')).toMatchObject(done);
    offline.remove('millrace-agents');
    await offline.answer('init', '--state', 'anew', '--mode', 'default_offline');
    expect(await offline.answer('status')).toMatchObject({ totals: { stages: 0 }, problems: [] });
  });

  it.each([
    ['with something in it', { 'readme.md': '# Another project\n' }],
    ['that is empty', {}],
  ])('and a folder made later under the same name %s asks for nothing', async (_, files) => {
    const offline = new Workspace();
    onTestFinished(() => offline.end());
    await offline.answer('init', '--mode', 'default_offline');
    await offline.answer('enqueue-spec', '--document', SPEC);
    await offline.answer('run', 'once');
    rmSync(offline.root, { recursive: true });
    mkdirSync(offline.root);
    for (const [name, text] of Object.entries(files)) offline.write(name, text);
    expect(await offline.refusal('status')).toMatchObject({ code: 'workspace_not_initialized' });
    expect(await offline.answer('init', '--mode', 'default_offline')).toMatchObject({
      created: true,
      notes: [expect.stringMatching(/holds 1 work items and 1 runs.*It was put away in \//)],
    });
    expect(await offline.answer('status')).toMatchObject({ totals: { stages: 0 }, problems: [] });
  });
});
