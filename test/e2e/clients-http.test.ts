import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ServeProcess } from '../support/program/serve.ts';
import { SPEC } from '../support/program/specs.ts';
import { Desk } from './support/clients/desk.ts';
import { call, obey, type Pilot, search } from './support/clients/pilot.ts';
import { type ClientProgram, claude, codex } from './support/clients/programs.ts';
import { PROGRAMS } from './support/harnesses.ts';

function* handsOver(): Pilot {
  expect(yield* search('hand over a long task')).toContain('enqueue_spec');
  const { root } = yield* call('enqueue_spec', { document: SPEC });
  const { state } = yield* obey(yield* call('run_start'), { run_wait: { root } });
  return `Done: ${root} is ${state}.`;
}

/** As `ready` of the desk does, with the lines that the server over HTTP prints. */
async function connect(desk: Desk, client: ClientProgram, server: ServeProcess): Promise<void> {
  const { workspace, model } = desk;
  const { env, root } = workspace;
  const url = await model.start();
  Object.assign(env, client.env(url), { NO_PROXY: '127.0.0.1', MILLRACE_TOKEN: server.token });
  Object.assign(env, { LANG: 'C.UTF-8', TERM: 'xterm-256color' });
  for (const [name, text] of Object.entries(client.home(url, root))) {
    workspace.write(`../${name}`, text);
  }
  const line = server.printed.split('\n').find((one) => one.trim().startsWith(client.adds));
  if (line === undefined) throw new Error(`no line for ${client.name}: ${server.printed}`);
  const own = { ...env, PATH: `${PROGRAMS}:${env.PATH}` };
  execFileSync('sh', ['-c', line], { cwd: root, env: own, stdio: 'pipe' });
}

it.each([codex, claude])('$name over HTTP hands over, and sees it closed', async (client) => {
  const desk = new Desk();
  const { workspace } = desk;
  try {
    await workspace.answer('init', '--mode', 'default_offline');
    const server = await ServeProcess.start(workspace);
    await connect(desk, client, server);
    const asks = 'hand this over, and tell me when it is done.';
    const { done } = desk.session(client, asks, handsOver());
    const { code, out, err } = await done;
    expect([code, out], err).toEqual([
      0,
      expect.stringContaining('Done: spec-add-a-subtract-function is closed.'),
    ]);
    expect(desk.servers()).toEqual([]);
    expect(await workspace.answer('status')).toMatchObject({ closed_roots: 1 });
    expect((await server.stop()).code).toBe(0);
  } finally {
    await desk.close();
  }
});
