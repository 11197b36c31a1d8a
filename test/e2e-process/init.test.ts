import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { filesBelow } from '../support/program/files.ts';
import { refusedByBoth } from './support/both.ts';
import { it } from './support/test.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

describe.concurrent('init', () => {
  it('is refused where no workspace can be', async ({ empty }) => {
    const client = await empty.client();
    empty.write('file', 'text\n');
    empty.write('taken/millrace-agents', 'a file\n');
    empty.write('half/millrace-agents/modes', 'a file\n');
    for (const [path, named] of [
      ['file', 'not a folder'],
      ['absent/child', 'parent folder'],
      ['taken', 'millrace-agents is a file'],
      ['half', 'millrace-agents/modes is a file'],
    ] as const) {
      const before = filesBelow(empty.root);
      const args = { workspace: empty.at(path) };
      const { code, message } = await refusedByBoth(empty, client, 'init', args);
      expect([path, code]).toEqual([path, 'workspace_not_writable']);
      expect(message).toContain(named);
      expect(filesBelow(empty.root)).toEqual(before);
    }
    const { code } = await refusedByBoth(empty, client, 'init', { mode: 'no_such_mode' });
    expect(code).toBe('mode_unknown');
    expect(empty.truth()).toEqual({});
  });

  it.skipIf(!isRoot)('is refused in a folder that this user cannot write', ({ empty }) => {
    chmodSync(empty.folder, 0o755);
    const readOnly = join(empty.folder, 'read-only');
    mkdirSync(readOnly, { mode: 0o555 });
    const { status, stdout, stderr } = spawnSync(
      'setpriv',
      [
        `--reuid=${NOBODY}`,
        `--regid=${NOBODY}`,
        '--clear-groups',
        process.execPath,
        inject('program'),
        'init',
        '--json',
      ],
      { cwd: readOnly, env: empty.env, encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([3, '']);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'workspace_not_writable' } });
    expect(filesBelow(readOnly).size).toBe(0);
  });

  it('fails in a terminal where nothing can run the stages, as run_once does, and succeeds over MCP', async ({
    empty,
  }) => {
    const first = await empty.run('init', '--json');
    expect(first.code).toBe(3);
    expect(JSON.parse(first.out)).toMatchObject({
      created: true,
      usable: false,
      next: expect.stringContaining('default_offline plays stages without a model'),
    });
    const again = await empty.run('init', '--json');
    expect(again.code).toBe(3);
    expect(JSON.parse(again.out)).toMatchObject({
      created: false,
      next: expect.stringContaining('its program codex is not found'),
    });
    const named = await empty.run('init', '--mode', 'default_codex', '--json');
    expect([named.code, JSON.parse(named.out)]).toMatchObject([0, { usable: false }]);
    const client = await empty.client();
    expect(await client.call('init')).toMatchObject({ created: false, usable: false });
    await client.call('enqueue_spec', { title: 'A thing', acceptance: ['it prints 3'] });
    expect(await empty.refusal('run', 'once')).toMatchObject({ code: 'runner_not_available' });
  });

  it('changes nothing the second time, and says so', async ({ offline }) => {
    const client = await offline.client();
    const before = offline.truth();
    const again = {
      created: false,
      mode: 'default_offline',
      files_written: 0,
      usable: true,
      next: expect.stringContaining('Nothing was changed'),
    };
    expect(await client.call('init')).toMatchObject(again);
    expect(await offline.answer('init')).toMatchObject(again);
    expect(await offline.answer('init', '--mode', 'default_codex')).toMatchObject({
      ...again,
      notes: [expect.stringContaining('set default_mode')],
    });
    expect(offline.truth()).toEqual(before);
  });

  it('does not call a workspace usable whose plan does not compile, and names the error', async ({
    offline,
  }) => {
    offline.write('millrace-agents/millrace.toml', '[runtime]\ndefault_mode = "nowhere"\n');
    const { code, out } = await offline.run('init', '--json');
    const answer = JSON.parse(out);
    expect([code, 'usable' in answer, answer.mode]).toEqual([0, false, undefined]);
    expect(answer.next).toMatch(
      /The plan does not compile: .*nowhere.* To fix it: run `millrace compile validate`/,
    );
  });

  it('makes the folder when only that is missing, and takes one with a strange name', async ({
    empty,
  }) => {
    const name = 'new folder, with "quotes" and ünïcödé';
    const { out } = await empty.run('init', '--workspace', name, '--mode', 'default_offline');
    expect(out).toContain('created: true');
    const spec = ['--title', 'T', '--acceptance', 'a', '--workspace', name];
    await empty.answer('enqueue-spec', ...spec);
    expect(await empty.answer('run', 'once', '--workspace', name)).toMatchObject({
      did: 'applied',
    });
  });
});

/** A folder that somebody else owns is reported, not repaired. */
it.skipIf(!isRoot)(
  'a workspace that became read-only is refused with the same code',
  ({ offline }) => {
    chmodSync(offline.folder, 0o755);
    chownSync(offline.root, NOBODY, NOBODY);
    const { status, stderr } = spawnSync(
      'setpriv',
      [
        `--reuid=${NOBODY}`,
        `--regid=${NOBODY}`,
        '--clear-groups',
        process.execPath,
        inject('program'),
        'enqueue-spec',
        '--title=T',
        '--acceptance=a',
        '--json',
      ],
      { cwd: offline.root, env: offline.env, encoding: 'utf8' },
    );
    expect([status, JSON.parse(stderr)]).toMatchObject([
      3,
      { error: { code: 'workspace_not_writable' } },
    ]);
  },
);
