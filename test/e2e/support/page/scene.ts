import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { WebProcess } from '../../../support/program/web.ts';
import { Workspace } from '../../../support/program/workspace.ts';
import { OpenedPage, openBrowser } from './browser.ts';

export const TITLE = 'Coupons <img src=x onerror=alert(1)>';

export function specText(title: string): string {
  return `# ${title}\n\n## Acceptance\n\n- A card pays.\n`;
}

/** One browser for all tests of a file. */
export class Scene {
  #browser: Browser | null = null;

  constructor() {
    beforeAll(async () => {
      this.#browser = await openBrowser();
    });
    afterAll(() => this.#browser?.close());
  }

  /** As another browser would be: it shares nothing. */
  async context(options: object = {}): Promise<BrowserContext> {
    const context = await this.#browser?.newContext(options);
    if (context === undefined) throw new Error('no browser was opened');
    onTestFinished(() => context.close());
    return context;
  }

  async page(web: WebProcess, options: object = {}): Promise<OpenedPage> {
    return OpenedPage.open(await this.context(options), web);
  }
}

/** A workspace in which nothing was handed over. */
export async function fresh(): Promise<Workspace> {
  const workspace = new Workspace();
  onTestFinished(() => workspace.end());
  await workspace.answer('init', '--mode', 'default_offline');
  return workspace;
}

/** A workspace in which a spec was closed. */
export async function closed(): Promise<Workspace> {
  const workspace = await fresh();
  await workspace.answer('queue', 'add-spec', '--title', TITLE, '--acceptance', TITLE);
  await workspace.answer('run', 'start');
  await workspace.answer('run', 'wait', '--until', 'closed', '--wait-seconds', '240');
  await workspace.answer('run', 'stop');
  return workspace;
}

export async function served(workspace: Workspace, port = 0): Promise<WebProcess> {
  const web = await WebProcess.start(workspace, port);
  onTestFinished(async () => {
    await web.stop();
  });
  return web;
}

export async function rootIn(web: WebProcess): Promise<string> {
  const list = JSON.stringify(await web.read(`/w/${await web.idOfWorkspace()}/api/list?of=roots`));
  return /spec\/([\w-]+)/.exec(list)?.[1] ?? '';
}
