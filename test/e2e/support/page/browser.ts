import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { z } from 'zod';
import type { WebProcess } from '../../../support/program/web.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const require = createRequire(import.meta.url);

/** Chromium of the system, driven without a window. */
export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const executablePath = PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error(`no browser at any of ${PLACES.join(', ')}`);
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A page that was opened with its token, and all that went wrong in it. */
export class OpenedPage {
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly web: WebProcess,
  ) {
    page.on('console', (message) => {
      // That a server is gone is said by the page itself.
      const isLost = /ERR_CONNECTION|ERR_INCOMPLETE|Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !isLost) this.problems.push(message.text());
    });
    page.on('pageerror', ({ message }) => this.problems.push(message));
  }

  static async open(context: BrowserContext, web: WebProcess): Promise<OpenedPage> {
    const opened = new OpenedPage(await context.newPage(), web);
    await opened.page.goto(web.address);
    await opened.settle();
    return opened;
  }

  async go(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.web.address).href);
    await this.settle();
  }

  /** Until it is connected, and has read what it shows. */
  private async settle(): Promise<void> {
    await this.page.getByText('live', { exact: true }).waitFor();
    await this.page.getByRole('heading', { level: 1 }).waitFor();
    await this.page.getByText('Reading ...').first().waitFor({ state: 'detached' });
  }

  /** What the accessibility checker finds, a line each. */
  async findings(): Promise<string[]> {
    await this.page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const found = axeResults.parse(await this.page.evaluate('axe.run()'));
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  }
}

const axeResults = z.looseObject({
  violations: z.array(
    z.looseObject({
      id: z.string(),
      nodes: z.array(z.looseObject({ target: z.array(z.string()) })),
    }),
  ),
});
