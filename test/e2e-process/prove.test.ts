import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { LinuxProcesses } from '../../src/runtime/host/linux-processes.ts';
import { until } from '../support/program/processes.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { it } from './support/test.ts';

it('proves quickly on this machine that nothing is lost and nothing happens twice', async ({
  empty: workspace,
}) => {
  const { code, out, err } = await workspace.run('prove', '--quick');
  expect(out).toContain(' 0 violations');
  expect([code, err]).toEqual([0, expect.stringContaining('processes: 1 cases')]);
});

it('leaves no folder and no process behind when it is interrupted', async ({
  empty: workspace,
}) => {
  workspace.env.TMPDIR = workspace.folder;
  const { child, done } = workspace.start('prove', '--only', 'processes');
  await until('a real campaign', () => sitesOf(workspace)[0] ?? null);
  await until('its processes', () => livingOf(workspace)[0] ?? null);
  child.kill('SIGINT');
  expect(await done).toMatchObject({ code: 130, out: '' });
  expect(sitesOf(workspace)).toEqual([]);
  expect(livingOf(workspace)).toEqual([]);
});

it('refuses what it does not know', async ({ empty: workspace }) => {
  const { code, err } = await workspace.run('prove', '--only', 'sunshine');
  expect([code, err]).toEqual([2, expect.stringContaining('there is no row sunshine, only kill')]);
});

function sitesOf(workspace: Workspace): string[] {
  return readdirSync(workspace.folder).filter((name) => name.startsWith('millrace-prove-'));
}

/** Processes whose home is a site of the proof. */
function livingOf(workspace: Workspace) {
  const home = `HOME=${workspace.folder}/millrace-prove-`;
  return new LinuxProcesses().list().filter(({ env }) => env.some((one) => one.startsWith(home)));
}
