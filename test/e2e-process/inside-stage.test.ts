import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { SPEC } from '../support/program/specs.ts';
import { it } from './support/test.ts';

describe.concurrent('inside a stage', () => {
  const MARK = `${'a'.repeat(32)}/request-1-1`;

  it('what changes a workspace is refused, and what reads it works', async ({ offline }) => {
    offline.env.MILLRACE_MARK = MARK;
    const client = await offline.client();
    const before = offline.truth();
    for (const [name, args] of [
      ['enqueue_spec', { document: SPEC }],
      ['run_once', {}],
      ['run_start', {}],
      ['run_stop', {}],
      ['control', { action: 'pause' }],
      ['upkeep', { action: 'doctor_repair' }],
      ['upkeep', { action: 'gc', apply: true }],
      ['upgrade_preview', { apply: true }],
      ['compile_validate', { adopt: true }],
      ['init', { workspace: join(offline.folder, 'new') }],
    ] as const) {
      const { error } = await client.call(name, args);
      expect([name, error?.code]).toEqual([name, 'inside_stage']);
      expect(error?.message).toContain('inside the stage request-1-1');
      expect(error?.next).toContain('out/result.json');
    }
    for (const words of ['run daemon', 'service install', 'trust', `loop ${offline.root}`]) {
      const { code, err } = await offline.run(...words.split(' '));
      expect([words, code]).toEqual([words, 2]);
      expect(err).toContain('inside_stage');
    }
    for (const name of ['status', 'compile_validate', 'upgrade_preview', 'doctor']) {
      expect((await client.call(name)).error).toBe(undefined);
    }
    const preview = await client.call('enqueue_spec', { document: SPEC, dry_run: true });
    expect(preview.error).toBe(undefined);
    expect(offline.truth()).toEqual(before);
  });

  it('a process that cleared its environment is known by those it descends from', ({ offline }) => {
    const command = `env -u MILLRACE_MARK "$0" "$1" enqueue-spec --title T --acceptance a; exit $?`;
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', command, process.execPath, inject('program')],
      {
        cwd: offline.root,
        env: { ...offline.env, MILLRACE_MARK: MARK },
        encoding: 'utf8',
      },
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining('inside_stage')]);
  });
});
