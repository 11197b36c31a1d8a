import { chmodSync, mkdirSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { SCENES } from '../support/earlier/scenes.ts';
import { filesBelow } from '../support/program/files.ts';
import { killedAfter } from '../support/program/processes.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { it } from './support/test.ts';

/** An earlier workspace on a real disk, in which the scripted harness would play. */
function planted(workspace: Workspace, scene: keyof typeof SCENES): void {
  const folders = ['runs', 'logs', 'tasks/queue', 'specs/queue', 'incidents/incoming'];
  for (const folder of folders) {
    mkdirSync(join(workspace.root, 'millrace-agents', folder), { recursive: true });
  }
  for (const [path, text] of Object.entries(SCENES[scene])) {
    workspace.write(`millrace-agents/${path}`, text);
  }
}

function rightsOf(path: string): number {
  return statSync(path).mode % 0o1000;
}

describe.concurrent('millrace import', () => {
  it('opens a workspace of an earlier release, keeps its pause, and gives it back', async ({
    empty,
  }) => {
    planted(empty, 'queued, paused by its operator');
    symlinkSync('/etc', join(empty.root, 'millrace-agents', 'elsewhere'));
    const config = join(empty.root, 'millrace-agents', 'millrace.toml');
    chmodSync(config, 0o600);
    utimesSync(config, 1_000_000, 1_000_000);
    const was = filesBelow(join(empty.root, 'millrace-agents'));
    for (const words of [['status'], ['doctor'], ['init'], ['run', 'once']]) {
      const { code, text } = await empty.refusal(...words);
      expect([code, text.includes('millrace import')]).toEqual(['workspace_foreign', true]);
    }
    const seen = await empty.answer('import');
    expect(seen).toMatchObject({ applied: false, release: '0.18.0', taken: { documents: 4 } });
    expect(filesBelow(join(empty.root, 'millrace-agents'))).toEqual(was);
    const done = await empty.answer('import', '--apply');
    expect(done).toMatchObject({ applied: true, taken: { documents: 4, pauses: 1 } });
    expect(rightsOf(config)).toBe(0o600);
    expect(await empty.answer('status')).toMatchObject({ condition: 'paused' });
    expect((await empty.refusal('import', '--apply')).code).toBe('input_invalid');
    const undone = await empty.answer('import', '--rollback');
    expect(undone.applied).toBe(true);
    expect([rightsOf(config), statSync(config).mtimeMs]).toEqual([0o600, 1_000_000_000]);
    expect(filesBelow(join(empty.root, 'millrace-agents'))).toEqual(was);
    expect((await empty.refusal('status')).code).toBe('workspace_foreign');
  });

  it('shows runs of before to whoever asks, also to an agent', async ({ empty }) => {
    planted(empty, 'closed');
    const client = await empty.client('mcp', '--tools', 'full');
    const done = await client.call('upkeep', { action: 'import', apply: true });
    expect(done).toMatchObject({ applied: true, taken: { runs: 3, targets: 1 } });
    await client.leave();
    const runs = await empty.answer('list', 'runs');
    expect(runs.rows).toHaveLength(3);
    const trace = await empty.answer('runs', 'trace', 'run-00000000000000000000000000000c');
    expect(trace).toMatchObject({ status: 'complete', stages_total: 3 });
    expect(await empty.answer('show', 'gate')).toMatchObject({ state: 'closed' });
  });

  it('is done by the next call when it is killed', async ({ empty }) => {
    planted(empty, 'planner done, manager next');
    for (const life_ms of [180, 260, 340, 420]) {
      const { child, done } = empty.start('import', '--apply');
      await killedAfter(child, life_ms);
      await done;
    }
    const ran = await empty.run('import', '--apply');
    expect([0, 1, 2]).toContain(ran.code);
    expect(await empty.answer('status')).toMatchObject({
      active: [{ node: 'manager', run_id: 'run-00000000000000000000000000000a' }],
    });
    await empty.answer('import', '--rollback');
    expect((await empty.refusal('status')).code).toBe('workspace_foreign');
  });

  it('lets one of two at once do it', async ({ empty }) => {
    planted(empty, 'closed');
    const both = [empty.run('import', '--apply'), empty.run('import', '--apply')];
    const codes = (await Promise.all(both)).map(({ code }) => code);
    expect(codes.filter((code) => code === 0)).toHaveLength(1);
    expect(await empty.answer('status')).toMatchObject({ closed_roots: 1 });
  });
});
