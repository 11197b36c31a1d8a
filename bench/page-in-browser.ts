import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { openWorkspace } from '../src/backend/host.ts';
import { ms, type Row, statOf } from './measure.ts';
import { memoryOf } from './memory.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SIZE_BYTES_MAX = 250 * 1024;
const PAINT_MS_MAX = 500;
const SCROLL_MS_MAX = 50;
const UPDATE_MS_MAX = 300;
const BUSY_MS_MAX = 100;
const PAGE_MB_MAX = 15;
const OPENED = 5;
const UPDATES = 10;
const PAINTS = 5;
const BUSY_MS = 5000;

interface Place {
  readonly root: string;
  /** The repository. */
  readonly from: string;
  readonly program: string;
  /** Of what needs a process of its own. */
  readonly child: string;
  readonly runs: number;
}

/** The page in a browser on a workspace that has run for long. */
export async function measurePage(place: Place): Promise<Row[]> {
  const { root, from, program, runs } = place;
  const executablePath = BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error(`no browser at any of ${BROWSERS.join(', ')}`);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const server = spawn(process.execPath, [program, 'web', '--port', '0', '--workspace', root]);
  try {
    const address = await addressOf(server.stdout);
    const fresh = memoryOf(server.pid).private_mb;
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await opened(page, address);
    const id = /[0-9a-f]{32}/.exec(
      (await page.locator('.card a').first().getAttribute('href')) ?? '',
    );
    const runsAt = new URL(`/w/${id}/runs`, address).href;
    const paints = [await paintOf(page)];
    for (let at = 0; at < PAINTS; at += 1) {
      await page.goto(runsAt);
      await page.locator('.scroller li').nth(10).waitFor();
      paints.push(await paintOf(page));
    }
    const { scroll, each_ms } = await scrolled(page);
    await opened(page, new URL(address).origin);
    const updates = await updatesOf(page, root);
    const busy = await whileBusy(page, place);
    const idle = await browser.newPage();
    const bare = frames(await idle.evaluate(FRAMES));
    await idle.close();
    const more = [];
    for (let at = 0; at < OPENED; at += 1) {
      const one = await browser.newPage({});
      more.push(one);
      await opened(one, address);
    }
    await sleep(1000);
    const each_mb = (memoryOf(server.pid).private_mb - fresh) / (OPENED + 1);
    return [
      sizeRow(join(from, 'dist', 'page')),
      limited('first paint of the page', paints, PAINT_MS_MAX),
      {
        ...limited(
          `a frame while ${runs.toLocaleString('en')} runs are scrolled`,
          scroll,
          SCROLL_MS_MAX,
        ),
        result: `the longest ${ms(Math.max(...scroll))} ms; ${ms(each_ms)} ms of processor time each`,
      },
      limited('a commit until it is seen in the page', updates, UPDATE_MS_MAX),
      {
        ...limited('a frame while a workspace is busy', busy.frames, BUSY_MS_MAX),
        result: `the longest ${ms(Math.max(...busy.frames))} ms; ${busy.per_second} events a second`,
      },
      {
        what: 'a frame of an empty page, for the load of the machine',
        time: statOf(bare),
        result: `the longest ${ms(Math.max(...bare))} ms`,
        ok: null,
      },
      {
        what: 'memory of the server for each page that is open',
        result: `${each_mb.toFixed(1)} MB`,
        limit: `${PAGE_MB_MAX} MB`,
        ok: each_mb <= PAGE_MB_MAX,
      },
    ];
  } finally {
    server.kill('SIGINT');
    await browser.close();
  }
}

async function opened(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.connection.live').waitFor();
  await page.locator('.card .state').first().waitFor();
}

const FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime";
/** From the top to the end and on, as the pages of the list come. */
const SCROLL = `new Promise((done) => {
  const list = document.querySelector('.scroller');
  const frames = [];
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    list.scrollTop += 1000;
    if (frames.length < 400) requestAnimationFrame(step);
    else done(frames.slice(1));
  };
  requestAnimationFrame(step);
})`;
const FRAMES = `new Promise((done) => {
  const frames = [];
  const began = performance.now();
  let last = began;
  const step = (now) => {
    frames.push(now - last);
    last = now;
    if (now - began < ${BUSY_MS}) requestAnimationFrame(step);
    else done(frames.slice(1));
  };
  requestAnimationFrame(step);
})`;

async function paintOf(page: Page): Promise<number> {
  return z.number().parse(await page.evaluate(FIRST_PAINT));
}

/** When the page was drawn with these words in it. */
const SEEN = `((words) => new Promise((done) => {
  const look = () => {
    if (!document.body.textContent.includes(words)) return requestAnimationFrame(look);
    requestAnimationFrame(() => done(Date.now()));
  };
  look();
}))`;

const metricsOfPage = z.object({
  metrics: z.array(z.object({ name: z.string(), value: z.number() })),
});

/** Each frame, and what its own work took however busy the machine was. */
async function scrolled(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked_s = async () => {
    const { metrics } = metricsOfPage.parse(await devtools.send('Performance.getMetrics'));
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const before_s = await worked_s();
  const scroll = frames(await page.evaluate(SCROLL));
  return { scroll, each_ms: (((await worked_s()) - before_s) * 1000) / scroll.length };
}

function frames(value: unknown): number[] {
  return z.array(z.number()).parse(value);
}

async function updatesOf(page: Page, root: string): Promise<number[]> {
  const runtime = openWorkspace({ root, actor: 'bench' });
  const samples: number[] = [];
  for (let at = 0; at < UPDATES; at += 1) {
    const title = `Seen ${at} at once`;
    const text = `# ${title}\n\n## Acceptance\n\n- It is seen.\n`;
    const seen = page.evaluate(`${SEEN}(${JSON.stringify(title)})`);
    await sleep(400);
    await runtime.admit({ text, family: null, channel: 'bench' });
    const committed = Date.now();
    samples.push(z.number().parse(await seen) - committed);
  }
  runtime.close();
  return samples;
}

const busyChild = z.object({ events: z.number(), ms: z.number() });

/** Somebody commits a thousand events a second. */
async function whileBusy(page: Page, { child, root }: Pick<Place, 'child' | 'root'>) {
  const busy = promisify(execFile)(process.execPath, [child, 'busy', root]);
  const measured = frames(await page.evaluate(FRAMES));
  const { events, ms } = busyChild.parse(JSON.parse((await busy).stdout));
  return { frames: measured, per_second: Math.round((events * 1000) / ms) };
}

function limited(what: string, samples: readonly number[], max_ms: number): Row {
  const longest = Math.max(...samples);
  return {
    what,
    time: statOf(samples),
    result: `the longest ${ms(longest)} ms`,
    limit: `${max_ms} ms`,
    ok: longest <= max_ms,
  };
}

function sizeRow(folder: string): Row {
  const sizes = readdirSync(folder).map(
    (name) => gzipSync(readFileSync(join(folder, name))).length,
  );
  const size_bytes = sizes.reduce((sum, one) => sum + one, 0);
  return {
    what: 'the page, compressed',
    result: `${Math.round(size_bytes / 1024)} KB`,
    limit: '250 KB',
    ok: size_bytes <= SIZE_BYTES_MAX,
  };
}

async function addressOf(stdout: NodeJS.ReadableStream): Promise<string> {
  let printed = '';
  for await (const text of stdout) {
    printed += String(text);
    const found = /http:\S+#token=[0-9a-f]{64}/.exec(printed)?.[0];
    if (found !== undefined) return found;
  }
  throw new Error(`the page was not served: ${printed}`);
}
