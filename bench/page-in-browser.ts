import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  readonly runs: number;
}

/** The page in a browser on a workspace that has run for long. */
export async function measurePage({ root, from, program, runs }: Place): Promise<Row[]> {
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
    const paints: number[] = [];
    for (let at = 0; at < PAINTS; at += 1) {
      await page.goto(runsAt);
      await page.locator('.scroller li').nth(10).waitFor();
      paints.push(z.number().parse(await page.evaluate(FIRST_PAINT)));
    }
    const scroll = frames(await page.evaluate(SCROLL));
    await opened(page, new URL(address).origin);
    const updates = await updatesOf(page, root);
    const busy = await whileBusy(page, root);
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
      limited(
        `a frame while ${runs.toLocaleString('en')} runs are scrolled`,
        scroll,
        SCROLL_MS_MAX,
      ),
      limited('a commit until it is seen in the page', updates, UPDATE_MS_MAX),
      {
        ...limited('a frame while a workspace is busy', busy.frames, BUSY_MS_MAX),
        result: `the longest ${ms(Math.max(...busy.frames))} ms; ${busy.per_second} events a second`,
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
  await page.locator('.card a').first().waitFor();
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
    list.scrollTop += 600;
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

/** When the page was drawn with these words in it. */
const SEEN = `((words) => new Promise((done) => {
  const look = () => {
    if (!document.body.textContent.includes(words)) return requestAnimationFrame(look);
    requestAnimationFrame(() => done(Date.now()));
  };
  look();
}))`;

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

/** Somebody commits as fast as the disk lets them. */
async function whileBusy(page: Page, root: string) {
  const runtime = openWorkspace({ root, actor: 'bench' });
  const measured = page.evaluate(FRAMES);
  const began = performance.now();
  let commits = 0;
  while (performance.now() - began < BUSY_MS) {
    await runtime.control({ name: 'pause', reason: `busy ${commits}` });
    await runtime.control({ name: 'resume', all: false });
    commits += 2;
  }
  runtime.close();
  return { frames: frames(await measured), per_second: Math.round((commits * 1000) / BUSY_MS) };
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
