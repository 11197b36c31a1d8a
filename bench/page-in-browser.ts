import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
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
  const { root, from, program } = place;
  const executablePath = BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error(`no browser at any of ${BROWSERS.join(', ')}`);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const server = spawn(process.execPath, [program, 'web', '--port', '0', '--workspace', root]);
  try {
    const address = await addressOf(server.stdout);
    const fresh_mb = memoryOf(server.pid).private_mb;
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await opened(page, address);
    const rows = [
      sizeRow(join(from, 'dist', 'page')),
      limited('first paint of the page', await paintsOf(page), PAINT_MS_MAX),
      await scrollRow(browser, page, place.runs),
    ];
    await opened(page, new URL(address).origin);
    rows.push(
      limited('a commit until it is seen in the page', await updatesOf(page, root), UPDATE_MS_MAX),
    );
    rows.push(await busyRow(page, place), await bareRow(browser));
    for (let at = 0; at < OPENED; at += 1) await opened(await browser.newPage({}), address);
    await sleep(1000);
    const each_mb = (memoryOf(server.pid).private_mb - fresh_mb) / (OPENED + 1);
    const what = 'memory of the server for each page that is open';
    const limit = `${PAGE_MB_MAX} MB`;
    rows.push({ what, result: `${each_mb.toFixed(1)} MB`, limit, ok: each_mb <= PAGE_MB_MAX });
    return rows;
  } finally {
    server.kill('SIGINT');
    await browser.close();
  }
}

/** Of the overview that is open, then of the list of runs, which it leaves open. */
async function paintsOf(page: Page): Promise<number[]> {
  const link = await page.locator('.card a').first().getAttribute('href');
  const paints = [await paintOf(page)];
  for (let at = 0; at < PAINTS; at += 1) {
    await page.goto(new URL(`${link}/runs`, page.url()).href);
    await page.locator('.scroller li').nth(10).waitFor();
    paints.push(await paintOf(page));
  }
  return paints;
}

async function scrollRow(browser: Browser, page: Page, runs: number): Promise<Row> {
  const { scroll, work_ms } = await scrolled(browser, page);
  const what = `a frame while ${runs.toLocaleString('en')} runs are scrolled`;
  const row = limited(what, scroll, SCROLL_MS_MAX);
  return { ...row, result: `${row.result}; the longest work ${ms(work_ms)} ms of a processor` };
}

async function busyRow(page: Page, place: Place): Promise<Row> {
  const busy = await whileBusy(page, place);
  const row = limited('a frame while a workspace is busy', busy.frames, BUSY_MS_MAX);
  return { ...row, result: `${row.result}; ${busy.per_second} events a second` };
}

/** What the machine leaves to a page that does nothing. */
async function bareRow(browser: Browser): Promise<Row> {
  const page = await browser.newPage();
  const bare = frames(await page.evaluate(FRAMES));
  await page.close();
  const what = 'a frame of an empty page, for the load of the machine';
  return { what, time: statOf(bare), result: `the longest ${ms(Math.max(...bare))} ms`, ok: null };
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
    list.scrollTop += 400;
    if (frames.length < 1000) requestAnimationFrame(step);
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

const traceOf = z.object({
  traceEvents: z.array(
    z.looseObject({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      tdur: z.number().optional(),
    }),
  ),
});
/** What the browser calls a piece of work of a thread. */
const TASK = 'ThreadControllerImpl::RunTask';

/** Each frame, and what the longest piece of work took of a processor, however busy the machine was. */
async function scrolled(browser: Browser, page: Page) {
  await browser.startTracing(page, { categories: ['toplevel'] });
  const scroll = frames(await page.evaluate(SCROLL));
  const { traceEvents } = traceOf.parse(JSON.parse(String(await browser.stopTracing())));
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === TASK && pid === tid);
  return { scroll, work_ms: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000 };
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
