import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { SCENES } from '../../support/earlier/scenes.ts';
import { SPEC } from '../../support/program/specs.ts';
import { WebProcess } from '../../support/program/web.ts';
import { Workspace } from '../../support/program/workspace.ts';
import { it } from '../support/test.ts';

async function served(...workspace: Parameters<typeof WebProcess.start>): Promise<WebProcess> {
  const web = await WebProcess.start(...workspace);
  onTestFinished(async () => {
    await web.stop();
  });
  return web;
}

async function look(web: WebProcess, id: string) {
  const answer = await web.get(`/w/${id}/api/look`);
  return { status: answer.status, text: await answer.text() };
}

/** Its state lies elsewhere from now on. */
function moved(workspace: Workspace): string {
  const away = join(workspace.folder, 'away');
  renameSync(workspace.at('millrace-agents'), away);
  return away;
}

describe('millrace web', () => {
  it.each([
    ['that nobody initialized', {}, 'workspace_not_initialized', 'millrace init'],
    ['of an earlier release', SCENES.closed, 'workspace_foreign', 'millrace import'],
  ])('refuses a folder %s, and says what to do', async (_, files, code, command) => {
    const workspace = new Workspace();
    onTestFinished(() => workspace.end());
    const folders = Object.keys(files).length === 0 ? [] : ['runs', 'tasks/queue', 'specs/queue'];
    for (const name of folders)
      mkdirSync(workspace.at(`millrace-agents/${name}`), { recursive: true });
    for (const [path, text] of Object.entries(files))
      workspace.write(`millrace-agents/${path}`, text);
    const ran = await workspace.run('web', '--port', '0', '--workspace', workspace.root);
    expect([ran.code, ran.out]).toEqual([3, '']);
    expect(ran.err).toContain(code);
    expect(ran.err).toContain(command);
  });

  it('shows a workspace whose journal is damaged as that, and the others as they are', async ({
    offline,
  }) => {
    const other = new Workspace();
    onTestFinished(() => other.end());
    await other.answer('init', '--mode', 'default_offline');
    await offline.answer('enqueue-spec', '--document', SPEC);
    for (const name of readdirSync(offline.at('millrace-agents/journal'))) {
      if (!name.endsWith('.log')) continue;
      const path = `millrace-agents/journal/${name}`;
      offline.write(path, offline.read(path).replace('admit@1', 'admit@2'));
    }
    const web = await served(offline, 0, [other.root]);
    const [id = '', of_other = ''] = await web.workspaces();
    const damaged = await look(web, id);
    expect(damaged.status).toBe(422);
    expect(damaged.text).toMatch(/"code":"journal_damaged".*restore the folder/);
    expect((await look(web, of_other)).status).toBe(200);
  });

  it('says of a workspace that is deleted while it is shown that it is gone, until it is back', async ({
    offline,
  }) => {
    const web = await served(offline);
    const id = await web.idOfWorkspace();
    expect((await look(web, id)).status).toBe(200);
    const away = moved(offline);
    expect(await look(web, id)).toMatchObject({
      status: 422,
      text: expect.stringContaining('millrace init'),
    });
    renameSync(away, offline.at('millrace-agents'));
    expect((await look(web, id)).status).toBe(200);
  });

  it('shows a workspace that was restored from an older backup as that has it', async ({
    offline,
  }) => {
    const web = await served(offline);
    const id = await web.idOfWorkspace();
    const backup = join(offline.folder, 'backup');
    cpSync(offline.at('millrace-agents'), backup, { recursive: true });
    await offline.answer('enqueue-spec', '--document', SPEC);
    expect((await look(web, id)).text).toContain('"queued"');
    rmSync(offline.at('millrace-agents'), { recursive: true });
    cpSync(backup, offline.at('millrace-agents'), { recursive: true });
    expect((await look(web, id)).text).toContain('"open":[]');
    expect((await offline.run('doctor')).out).toContain('journal_went_back');
  });

  it('takes only the token of now, and is on its port again after it was killed', async ({
    offline,
  }) => {
    const web = await served(offline);
    const path = `/w/${await web.idOfWorkspace()}/api/look`;
    const wrong = await web.get(path, { Authorization: `Bearer ${'0'.repeat(64)}` });
    expect([wrong.status, await wrong.text()]).toEqual([
      401,
      expect.stringContaining('token_wrong'),
    ]);
    await web.stop('SIGKILL');
    rmSync(join(offline.folder, '.local', 'state', 'millrace', 'serve-token'), { force: true });
    const again = await served(offline, web.port);
    expect(again.port).toBe(web.port);
    expect((await again.get(path)).status).toBe(200);
  });
});
