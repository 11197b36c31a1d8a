import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { pictureOf } from '../../src/compiler/views/graph-layout.ts';
import { longGraph, NODES } from '../support/backend/long-graph.ts';
import type { WebProcess } from '../support/program/web.ts';
import { OpenedPage } from './support/page/browser.ts';
import { holdingProxy } from './support/page/proxy.ts';
import { closed, fresh, rootIn, Scene, served, specText } from './support/page/scene.ts';

const STREAMS_MAX = 64;
const TASKS = 5000;
const MEGABYTE = 'x'.repeat(1024 * 1024);

const scene = new Scene();
const firstPage = z.looseObject({ rows: z.array(z.looseObject({ about: z.looseObject({}) })) });

/** Answers of the server at such an address say something else to this page. */
async function altered(page: Page, path: string, alter: (answer: object, url: URL) => object) {
  await page.route(path, async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: alter(answer, new URL(route.request().url())) });
  });
}

async function firstRun(web: WebProcess): Promise<string> {
  const list = JSON.stringify(await web.read(`/w/${await web.idOfWorkspace()}/api/list?of=runs`));
  return /run-[0-9a-f]+-\d+/.exec(list)?.[0] ?? '';
}

describe('the page, where something is wrong', () => {
  it('tells how old things are by the clock of the server', async () => {
    const web = await served(await closed());
    const context = await scene.context();
    for (const wrong of ['2020-01-01T00:00:00Z', '2040-01-01T00:00:00Z']) {
      const page = await context.newPage();
      await page.clock.setFixedTime(wrong);
      await page.goto(web.address);
      await page.getByText('Last hour').waitFor();
      await page.goto(new URL(`/w/${await web.idOfWorkspace()}/runs`, web.address).href);
      const age = page.locator('.scroller time').first();
      await expect.poll(() => age.textContent()).toMatch(/^\d+ (s|min)( \d+ s)? ago$/);
    }
  });

  it('is live in more tabs than a browser opens connections', async () => {
    const workspace = await fresh();
    const web = await served(workspace);
    const context = await scene.context();
    const tabs: OpenedPage[] = [];
    for (let tab = 0; tab < 8; tab += 1) tabs.push(await OpenedPage.open(context, web));
    // The one that has the stream for all of them.
    await tabs.shift()?.page.close();
    await workspace.answer('enqueue-spec', '--document', specText('Gift cards'));
    for (const { page, problems } of tabs) {
      await page.getByText('Gift cards').first().waitFor();
      expect(problems).toEqual([]);
    }
  });

  it('looks by itself behind a proxy that holds its stream back, and says so', async () => {
    const workspace = await fresh();
    const web = await served(workspace);
    const port = await holdingProxy(web.port);
    const page = await (await scene.context()).newPage();
    await page.goto(web.address.replace(`:${web.port}/`, `:${port}/`));
    await page.getByText('something holds the stream back').waitFor();
    await workspace.answer('enqueue-spec', '--document', specText('Gift cards'));
    await page.getByText('Gift cards').first().waitFor();
  });

  it('says that more pages are open than the server follows for, and looks by itself', async () => {
    const workspace = await fresh();
    const web = await served(workspace);
    const ended = new AbortController();
    onTestFinished(() => ended.abort());
    for (let at = 0; at < STREAMS_MAX; at += 1) {
      expect((await web.get('/api/stream', {}, ended.signal)).status).toBe(200);
    }
    const page = await (await scene.context()).newPage();
    await page.goto(web.address);
    await page.getByText('too many pages are open').waitFor();
    await workspace.answer('enqueue-spec', '--document', specText('Gift cards'));
    await page.getByText('Gift cards').first().waitFor();
  });

  it('shows what an older backup has when that is put in place, and what came is back', async () => {
    const workspace = await fresh();
    const state = workspace.at('millrace-agents');
    const backup = join(workspace.folder, 'backup');
    cpSync(state, backup, { recursive: true });
    await workspace.answer('enqueue-spec', '--document', specText('Gift cards'));
    const { page, problems } = await scene.page(await served(workspace));
    const spec = page.getByRole('link', { name: 'Gift cards' }).first();
    await spec.waitFor();
    renameSync(state, `${state}.newest`);
    cpSync(backup, state, { recursive: true });
    await spec.waitFor({ state: 'detached' });
    rmSync(state, { recursive: true });
    await page.getByRole('alert').first().waitFor();
    renameSync(`${state}.newest`, state);
    await spec.waitFor();
    expect(problems).toEqual([]);
  });

  it('says that its loop was killed', async () => {
    const workspace = await fresh();
    await workspace.answer('run', 'start');
    const { page } = await scene.page(await served(workspace));
    await page.getByText('loop runs for').waitFor();
    const { loop } = await workspace.answer('status');
    process.kill(Number(/"pid":(\d+)/.exec(JSON.stringify(loop))?.[1]), 'SIGKILL');
    await page.getByText('loop should run, does not').waitFor();
  });

  it('cuts what a stage says at length, and says where the whole is', async () => {
    const web = await served(await closed());
    const opened = await scene.page(web);
    const at = `/w/${await web.idOfWorkspace()}`;
    await altered(opened.page, '**/api/{replay,events,show}?*', (answer) =>
      JSON.parse(
        JSON.stringify(answer, (name, value) =>
          name === 'summary' || name === 'what' ? MEGABYTE : value,
        ),
      ),
    );
    for (const path of ['/', at, `${at}/spec/${await rootIn(web)}?tab=stages`]) {
      await opened.go(path);
      expect((await opened.page.locator('main').textContent())?.length).toBeLessThan(200_000);
    }
    await opened.go(`${at}/run/${await firstRun(web)}`);
    expect((await opened.page.locator('main').textContent())?.length).toBeLessThan(20_000);
    expect(opened.problems).toEqual([]);
  });

  it('lists five thousand tasks of one spec, the last of them too', async () => {
    const web = await served(await closed());
    const opened = await scene.page(web);
    const { page } = opened;
    const at = `/w/${await web.idOfWorkspace()}`;
    const root = await rootIn(web);
    const own = firstPage.parse(await web.read(`${at}/api/list?of=items&root=${root}`));
    await altered(page, '**/api/list?of=items&root=*', (_, url) => {
      const from = Number(/\d+$/.exec(url.searchParams.get('after') ?? '-0')?.[0]);
      const rows = Array.from({ length: Math.min(200, TASKS - from) }, (_, at) => {
        const [name, key] = [`Part ${from + at + 1}`, `task/number-${from + at + 1}`];
        return { ...own.rows[0], key, about: { ...own.rows[0]?.about, item: key, title: name } };
      });
      return { ...own, rows, after: from + 200 < TASKS ? rows.at(-1)?.key : null };
    });
    await opened.go(`${at}/spec/${root}`);
    const list = page.getByRole('region', { name: 'Work' });
    await list.focus();
    await expect
      .poll(async () => {
        await page.keyboard.press('End');
        return page.getByText(`Part ${TASKS}`, { exact: true }).count();
      })
      .toBe(1);
    expect(await list.locator('li').count()).toBeLessThan(100);
    expect(opened.problems).toEqual([]);
  });

  it('draws a graph of two hundred nodes, which scrolls within its frame', async () => {
    const web = await served(await closed());
    const opened = await scene.page(web);
    const at = `/w/${await web.idOfWorkspace()}`;
    const picture = pictureOf(await longGraph());
    await altered(opened.page, '**/api/graphs', () => ({ planes: [{ ...picture, limits: [] }] }));
    await opened.go(`${at}/flow`);
    expect(await opened.page.locator('.graph .box.node').count()).toBe(NODES);
    const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await opened.page.evaluate(wide)).toBe(0);
    expect(await opened.findings()).toEqual([]);
    expect(opened.problems).toEqual([]);
  });

  it('says what to do when its token counts no more', async () => {
    const web = await served(await fresh());
    const { page } = await scene.page(web);
    await page.evaluate("localStorage.setItem('millrace-page-token', '00')");
    await page.reload();
    await page.getByText('Open the address that millrace printed.').first().waitFor();
    await page.goto(web.address);
    await page.getByText('live', { exact: true }).waitFor();
  });
});
