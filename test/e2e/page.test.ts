import { renameSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WebProcess } from '../support/program/web.ts';
import { OpenedPage } from './support/page/browser.ts';
import { closed, fresh, rootIn, Scene, served, specText, TITLE } from './support/page/scene.ts';

/** How much wider the page is than its window. */
const BEYOND_PX = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const FOCUSED = 'document.activeElement.textContent.trim()';
const GIFT_CARDS = specText('Gift cards');

const scene = new Scene();

/** Views of the spec, its task and its run. */
async function addresses(web: WebProcess): Promise<string[]> {
  const at = `/w/${await web.idOfWorkspace()}`;
  const list = JSON.stringify(await web.read(`${at}/api/list?of=runs`));
  const run = /run-[0-9a-f]+-\d+/.exec(list)?.[0] ?? '';
  const root = await rootIn(web);
  const items = JSON.stringify(await web.read(`${at}/api/list?of=items`));
  const task = /task\/[\w-]+/.exec(items)?.[0] ?? '';
  const tabs = (path: string, names: readonly string[]) =>
    names.map((name) => (name === '' ? path : `${path}?tab=${name}`));
  return [
    '/',
    at,
    `${at}/runs`,
    ...tabs(`${at}/spec/${root}`, ['', 'stages', 'changes', 'said', 'report', 'document', 'why']),
    ...tabs(`${at}/task/${task}`, ['', 'changes', 'why']),
    ...tabs(`${at}/run/${run}`, ['', 'output', 'files', 'changes', 'why']),
    `${at}/flow`,
    `${at}/flow?of=${root}&at=5`,
    `${at}/nowhere`,
  ];
}

describe('the page in a browser', () => {
  it('shows every view, in both themes and at any width, without a finding or an error', async () => {
    const web = await served(await closed());
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await scene.context({ colorScheme, reducedMotion: 'reduce' });
      const opened = await OpenedPage.open(context, web);
      for (const path of await addresses(web)) {
        await opened.go(path);
        expect([path, await opened.findings()]).toEqual([path, []]);
        for (const width of [360, 1280, 2560]) {
          await opened.page.setViewportSize({ width, height: 800 });
          const wide = await opened.page.evaluate(BEYOND_PX);
          expect([path, width, wide]).toEqual([path, width, 0]);
        }
        expect([path, opened.problems]).toEqual([path, []]);
      }
    }
  });

  it('shows text of a document as text', async () => {
    const web = await served(await closed());
    const opened = await scene.page(web);
    await opened.go(`/w/${await web.idOfWorkspace()}/spec/${await rootIn(web)}?tab=document`);
    await opened.page.getByText(TITLE).first().waitFor();
    expect(await opened.page.locator('img').count()).toBe(0);
  });

  it('shows what is committed while it is open, in each tab', async () => {
    const workspace = await closed();
    const web = await served(workspace);
    const context = await scene.context();
    const [one, two] = [await OpenedPage.open(context, web), await OpenedPage.open(context, web)];
    await workspace.answer('enqueue-spec', '--document', GIFT_CARDS);
    for (const { page } of [one, two]) await page.getByText('Gift cards').first().waitFor();
  });

  it('shows what waits and why, with the command that answers, wherever it is looked at', async () => {
    const workspace = await fresh();
    const question = { question: 'Which of them?', options: ['this', 'that'] };
    const end = { kind: 'result', outcome: 'BLOCKED', summary: 'Two ways.', questions: [question] };
    workspace.play([{ match: { node_id: 'planner' }, actions: [], end }]);
    await workspace.answer('enqueue-spec', '--document', GIFT_CARDS);
    const web = await served(workspace);
    const opened = await scene.page(web);
    const at = `/w/${await web.idOfWorkspace()}`;
    await opened.go(`${at}/flow`);
    await opened.page.getByText('since no loop runs').waitFor();
    await workspace.answer('run', 'start');
    for (const path of ['/', at, `${at}/spec/${await rootIn(web)}`, `${at}/flow`]) {
      await opened.go(path);
      await opened.page.getByText('Which of them?').first().waitFor();
      await opened.page.getByText('millrace answer Q1 1').first().waitFor();
    }
    await opened.page.getByText('waits for an answer to Q1').waitFor();
    await workspace.answer('pause', '--reason', 'tea');
    await opened.page.getByText('Paused by operator: tea').waitFor();
    await opened.page.getByText('millrace resume').waitFor();
    expect(await opened.findings()).toEqual([]);
  });

  it('goes on from where it was when its server was killed and is back', async () => {
    const workspace = await closed();
    const web = await served(workspace);
    const opened = await scene.page(web);
    await web.stop('SIGKILL');
    await opened.page.getByText('not connected, trying again').waitFor();
    await opened.page.getByText('Coupons').first().waitFor();
    await workspace.answer('enqueue-spec', '--document', GIFT_CARDS);
    await served(workspace, web.port);
    await opened.page.getByText('live', { exact: true }).waitFor();
    await opened.page.getByText('Gift cards').first().waitFor();
    expect(opened.problems).toEqual([]);
  });

  it('misses nothing behind a proxy that cuts its stream', async () => {
    const workspace = await closed();
    const web = await served(workspace);
    const sockets = new Set<Socket>();
    const proxy = createServer((incoming) => {
      const outgoing = connect(web.port, '127.0.0.1');
      for (const socket of [incoming, outgoing]) {
        sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      }
      incoming.pipe(outgoing).pipe(incoming);
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', () => listening()));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    });
    const place = proxy.address();
    const port = typeof place === 'object' && place !== null ? place.port : 0;
    const { page } = await scene.page(web);
    await page.goto(web.address.replace(`:${web.port}/`, `:${port}/`));
    await page.getByText('live', { exact: true }).waitFor();
    for (const title of ['Gift cards', 'Vouchers', 'Refunds']) {
      for (const socket of sockets) socket.destroy();
      await workspace.answer('enqueue-spec', '--document', specText(title));
      await page.getByText(title).first().waitFor();
    }
  });

  it('says what is wrong with a workspace, and goes on when it is right again', async () => {
    const workspace = await closed();
    const web = await served(workspace);
    const opened = await scene.page(web);
    const state = join(workspace.root, 'millrace-agents');
    renameSync(state, `${state}.away`);
    await opened.page.reload();
    await opened.page.getByRole('alert').first().waitFor();
    expect(await opened.page.getByRole('alert').first().textContent()).toMatch(/millrace/);
    renameSync(`${state}.away`, state);
    await opened.page.reload();
    await opened.page.getByText('1 spec closed').waitFor();
    expect(opened.problems).toEqual([]);
  });

  it('is used with keys alone', async () => {
    const web = await served(await closed());
    const { page } = await scene.page(web);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(FOCUSED)).toBe('To the content');
    for (let pressed = 0; pressed < 10; pressed += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(FOCUSED)) === 'work') break;
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'work', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/w/${await web.idOfWorkspace()}`);
    await page.goBack();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('goes through the life of a spec with its slider, and keeps the step in its address', async () => {
    const web = await served(await closed());
    const opened = await scene.page(web);
    await opened.go(`/w/${await web.idOfWorkspace()}/flow?of=${await rootIn(web)}&at=1`);
    const { page } = opened;
    await page.getByText(/1 of \d+: .* comes in/).waitFor();
    await page.getByRole('slider').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByText(/3 of \d+: .* planner starts/).waitFor();
    expect(await page.locator('.graph .live').count()).toBe(1);
    expect(page.url()).toContain('at=3');
    await page.reload();
    await page.getByText(/3 of \d+: .* planner starts/).waitFor();
  });

  it('is nothing to who has no token, but for its own files', async () => {
    const web = await served(await closed());
    const page = await (await scene.context()).newPage();
    await page.goto(new URL(web.address).origin);
    await page.getByText('Open the address that millrace printed.').first().waitFor();
  });
});

describe('a spec that was saved into a file', () => {
  it('is shown without a server, every part of it, and loads nothing', async () => {
    const workspace = await closed();
    const web = await served(workspace);
    const root = await rootIn(web);
    await web.stop();
    const path = join(workspace.folder, 'coupons.html');
    const ran = await workspace.run('web', '--save', root, '--to', path);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(await workspace.run('web', '--save', root, '--to', path)).toMatchObject({ code: 2 });
    const page = await (await scene.context({ offline: true })).newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', ({ message }) => problems.push(message));
    await page.goto(`file://${path}`);
    await page.getByText(TITLE).first().waitFor();
    for (const tab of [
      'Stages and cost',
      'Changes',
      'Decisions',
      'Report',
      'Document',
      'Why',
      'Flow',
    ]) {
      await page.getByRole('link', { name: tab, exact: true }).first().click();
      if (tab === 'Flow') await page.getByRole('slider').waitFor();
      expect([tab, await page.getByRole('alert').count()]).toEqual([tab, 0]);
      if (tab !== 'Flow') await page.getByRole('link', { name: tab, exact: true }).waitFor();
    }
    await page.goBack();
    await page.getByText('Contract and work').click();
    await page.locator('.scroller a').first().click();
    await page.getByText('Document and runs').waitFor();
    await page.locator('.scroller a').first().click();
    await page.getByRole('link', { name: 'Output' }).first().click();
    await page.getByText(/What .* printed/).waitFor();
    expect(problems).toEqual([]);
  });
});
