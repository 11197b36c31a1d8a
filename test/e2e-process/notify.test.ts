import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { z } from 'zod';
import { carriersOf, familyOf, until } from '../support/program/processes.ts';
import { SPEC } from '../support/program/specs.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { it } from './support/test.ts';

const notice = z.looseObject({ kind: z.string(), id: z.string(), what: z.string() });

/** What came to the user of this workspace, by a command that writes down what it reads. */
function received(workspace: Workspace): z.infer<typeof notice>[] {
  const path = join(workspace.folder, 'received.txt');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => notice.parse(JSON.parse(line)));
}

function notify(workspace: Workspace, more = '', script = 'cat >> "$0"'): void {
  const argv = JSON.stringify(['sh', '-c', script, join(workspace.folder, 'received.txt')]);
  const path = join(workspace.folder, '.config', 'millrace', 'notify.toml');
  mkdirSync(dirname(path), { recursive: true });
  const target = `[targets.script]\ntype = "command"\nargv = ${argv}\nkinds = "all"\n`;
  writeFileSync(path, `${more}\n${target}`);
}

function kinds(workspace: Workspace): string[] {
  return received(workspace).map(({ kind }) => kind);
}

async function loopPid(workspace: Workspace): Promise<number> {
  const { pid } = await workspace.answer('run', 'start');
  return z.number().parse(pid);
}

describe('notifications', () => {
  it('tell of a closure, from a loop, and keep no keeper whose loop lives', async ({
    offline: workspace,
  }) => {
    notify(workspace);
    await workspace.answer('enqueue-spec', '--document', SPEC);
    await workspace.answer('run', 'start');
    await until('the closure', () => (kinds(workspace).includes('closed') ? true : null));
    await workspace.answer('run', 'stop');
    const own = `HOME=${workspace.folder}`;
    await until('its end', () => (carriersOf(own).length === 0 ? true : null));
    expect(kinds(workspace)).toEqual(['closed']);
    expect(existsSync(workspace.at('millrace-agents/logs/notifications.log'))).toBe(false);
  });

  it('tell that the loop died, by the keeper of its stage, once', async ({
    offline: workspace,
  }) => {
    notify(workspace, 'owner_gone_after_seconds = 5');
    workspace.hold();
    await workspace.answer('enqueue-spec', '--document', SPEC);
    const pid = await loopPid(workspace);
    const attempt = await until('the stage', () => workspace.starts()[0] ?? null);
    process.kill(pid, 'SIGKILL');
    workspace.release();
    await until('the notification', () => (received(workspace).length > 0 ? true : null));
    await until('the end of the keeper', () => (familyOf(attempt).length === 0 ? true : null));
    expect(kinds(workspace)).toEqual(['owner_gone']);
    expect(received(workspace)[0]?.what).toContain(`process ${pid}`);
    const late = await workspace.run('notify', 'owner-gone');
    expect([late.code, late.err]).toEqual([0, '']);
    await workspace.answer('run', 'start');
    await until('the closure', () => (kinds(workspace).includes('closed') ? true : null));
    await workspace.answer('run', 'stop');
    expect(kinds(workspace)).toEqual(['owner_gone', 'closed']);
    expect(workspace.starts().filter((one) => one === attempt)).toHaveLength(1);
  });

  it('of a service that failed are told at once', async ({ offline: workspace }) => {
    notify(workspace);
    workspace.env.SERVICE_RESULT = 'exit-code';
    const told = await workspace.run('notify', 'owner-gone');
    expect([told.code, told.out, told.err]).toEqual([0, '', '']);
    workspace.env.SERVICE_RESULT = 'success';
    await workspace.run('notify', 'owner-gone');
    expect(kinds(workspace)).toEqual(['owner_gone']);
  });

  it('can be tried, and a target that hangs holds nobody up', async ({ offline: workspace }) => {
    notify(workspace);
    const tried = await workspace.run('notify', 'test');
    expect([tried.code, tried.out]).toEqual([0, 'script: sent\n']);
    expect(kinds(workspace)).toEqual(['test']);
    notify(workspace, '', 'sleep 100');
    const hung = await workspace.run('notify', 'test', '--target', 'script');
    expect([hung.code, hung.out]).toEqual([3, 'script: failed, no end within 5 seconds\n']);
    expect(carriersOf(`HOME=${workspace.folder}`)).toEqual([]);
  });

  it('refuse a target that there is not, and a file that is garbage', async ({
    offline: workspace,
  }) => {
    expect(await workspace.run('notify', 'test')).toMatchObject({ code: 4, out: '' });
    notify(workspace, '[odd');
    const { code, err } = await workspace.run('notify', 'test');
    expect([code, err]).toMatchInlineSnapshot(`
      [
        4,
        "error config_invalid: millrace/notify.toml cannot be used, so nobody is notified: line 1, column 5 is not TOML. Expected: tables [targets.<name>] as docs/guide/notifications.md describes them.
      next: fix the file in your config folder, then call millrace notify test.
      ",
      ]
    `);
    const { findings, ok } = await workspace.answer('doctor');
    expect(ok).toBe(true);
    expect(JSON.stringify(findings)).toContain('notify_config_invalid');
  });
});
