import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { NEW_NAME, prepare } from './mind/campaign.mjs';
import { Person } from './mind/person.mjs';
import { campaignStages, ROOT, SPEC } from './mind/stages.mjs';
import { program } from './terminal.mjs';

/**
 * `npm run demo:page [-- --write]`: what the page shows of a campaign while it runs and when it is over, with
 * the Chromium of the system. With `--write` the pictures go into the docs.
 */
const FOLDER = join(import.meta.dirname, '../docs/page');
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const WIDE = { width: 1280, height: 860 };
/** Until what came last is drawn. */
const DRAWN_MS = 400;
const NARROW = { width: 360, height: 740 };

/** What a real harness would print and report; stages that are played say nothing by themselves. */
const WORDS = ['Reading src/sum.js and the sheet week.txt', 'Looking at what was asked'];
const FIRST_TOKENS = 9800;
const MORE_TOKENS = 790;
const USD_PER_TOKEN = 0.000_008;

const owner = new Person();
const executablePath = BROWSERS.find((path) => existsSync(path));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
let web = null;
try {
  const gates = prepare(owner, (folder) => spoken(campaignStages(folder)));
  writeFileSync(join(owner.project, 'spec.md'), SPEC);
  owner.millrace('queue', 'add-spec', 'spec.md');
  owner.millrace('run', 'start', '--with-changes');
  web = spawn(process.execPath, [program, 'web', '--port', '0', '--workspace', owner.project], {
    env: owner.env,
    cwd: owner.project,
  });
  let printed = '';
  web.stdout.on('data', (text) => {
    printed += text;
  });
  await owner.until(() => printed.includes('#token='));
  const address = /http:\S+/.exec(printed)[0];
  const light = await pageOf(address, { colorScheme: 'light' });
  const dark = await pageOf(address, { colorScheme: 'dark' });
  const [id] = (await light.locator('a[href^="/w/"]').first().getAttribute('href')).match(/\w{32}/);
  const at = `/w/${id}`;
  await light.getByText('What does a number stand for?').first().waitFor();
  await shoot(light, '/', 'overview-question');
  owner.millrace('answer', 'Q1', '1');
  await owner.until(() => existsSync(join(gates, 'planned-is-near')));
  await light.getByText('works on').first().waitFor();
  await shoot(light, '/', 'overview');
  await shoot(light, `${at}/flow`, 'waiting');
  await shoot(light, `${at}/flow?of=${ROOT}`, 'flow-running');
  await shoot(dark, `${at}/spec/${ROOT}`, 'spec-running-dark');
  await owner.typed('A1', 'amend', ROOT, '--items', NEW_NAME, '--reason', 'sum is taken');
  owner.millrace('withdraw', 'plot-the-week', '--reason', 'nobody asked for it');
  writeFileSync(join(gates, 'planned'), '');
  await light.goto(new URL(`${at}/spec/${ROOT}`, address).href);
  await light.getByText('only a person may answer').first().waitFor();
  await shoot(light, `${at}/spec/${ROOT}`, 'spec-question');
  await owner.typed('Q2', 'answer', 'Q2', '1');
  await owner.until(() => existsSync(join(gates, 'checked-is-near')));
  await shoot(dark, '/', 'overview-dark');
  writeFileSync(join(gates, 'checked'), '');
  await owner.until(() => owner.millrace('status').includes('closed_roots: 1'));
  await shoot(light, `${at}/spec/${ROOT}`, 'spec');
  await shoot(light, `${at}/spec/${ROOT}?tab=stages`, 'stages');
  await shoot(light, `${at}/spec/${ROOT}?tab=said`, 'decisions');
  await shoot(light, `${at}/spec/${ROOT}?tab=report`, 'report');
  await shoot(light, `${at}/spec/${ROOT}?tab=changes`, 'changes');
  await shoot(dark, `${at}/spec/${ROOT}?tab=changes`, 'changes-dark');
  await shoot(light, `${at}/flow?of=${ROOT}&at=12`, 'replay');
  await shoot(dark, `${at}/flow?of=${ROOT}`, 'flow-dark');
  const run = await longRun(light, at);
  await shoot(light, run, 'run');
  await light.setViewportSize(NARROW);
  await shoot(light, `${at}/spec/${ROOT}`, 'spec-narrow');
  await dark.setViewportSize(NARROW);
  await shoot(dark, '/', 'overview-narrow');
} finally {
  web?.kill('SIGINT');
  await browser.close();
  owner.end();
}

/** The same stages, and what they use. */
function spoken({ rules }) {
  let tokens = FIRST_TOKENS;
  const says = (words) => {
    tokens += MORE_TOKENS;
    const cost_usd = Math.round(tokens * USD_PER_TOKEN * 100) / 100;
    const parts = { cached_input_tokens: 5000, output_tokens: 900, thinking_tokens: 100 };
    const usage = { input_tokens: tokens - 900, ...parts, total_tokens: tokens, cost_usd };
    return [
      { do: 'print', text: words },
      { do: 'usage', ...usage },
    ];
  };
  const [reads, looks] = WORDS;
  const others = {
    match: {},
    actions: [...says(looks), { do: 'artifacts' }],
    end: { kind: 'result' },
  };
  const all = rules.map((rule) => ({ ...rule, actions: [...says(reads), ...rule.actions] }));
  return { rules: [...all, others] };
}

async function pageOf(address, options) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByText('live', { exact: true }).waitFor();
  return page;
}

async function shoot(page, path, name) {
  await page.goto(new URL(path, page.url()).href);
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByText('Reading ...').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(DRAWN_MS);
  process.stdout.write(`${name}: ${await page.locator('main').textContent()}\n\n`);
  if (!process.argv.includes('--write')) return;
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

/** The newest but one is that of the last task; the newest is that of the judge. */
async function longRun(page, at) {
  await page.goto(new URL(`${at}/runs`, page.url()).href);
  const link = page.locator('a[href*="/run/"]').nth(1);
  await link.waitFor();
  return link.getAttribute('href');
}
