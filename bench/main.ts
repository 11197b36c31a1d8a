import { join } from 'node:path';
import { enginePorts } from '../src/backend/host.ts';
import { measureAnswers } from './answers.ts';
import { measureCheckpoints } from './checkpoints.ts';
import { measureCommits } from './commits.ts';
import { measureAdoption, measureFollowing } from './following.ts';
import { measureGovernance } from './governance.ts';
import { Held } from './held.ts';
import { measureHttp } from './http.ts';
import { measureIdle } from './idle.ts';
import { measureHandover } from './intake/handover.ts';
import { measureImport } from './intake/import.ts';
import { measureAttempts } from './keeper.ts';
import { measureMcp, measureServerMemory } from './mcp.ts';
import { Bare, type Row, statOf } from './measure.ts';
import { measureNextStage, stampStages } from './next-stage.ts';
import { measureNotifications } from './notifications.ts';
import { ageWorkspace, measureOpening } from './opening.ts';
import { measureOverhead } from './overhead.ts';
import { publish } from './page.ts';
import { measurePage } from './page-in-browser.ts';
import { measureReload } from './reload.ts';
import { measureRestingLoop } from './resting-loop.ts';
import { measureShell } from './shell.ts';
import { type Campaign, measureStages } from './stages.ts';
import { measureStreams } from './streams.ts';
import { tableOf } from './table.ts';
import { measureTreeNotes } from './tree-notes.ts';
import { freshWorkspace, placeOf, plantedWorkspace } from './workspace.ts';

const scratch = process.env.MILLRACE_BENCH_SCRATCH ?? '';
const root = process.env.MILLRACE_BENCH_ROOT ?? '';
const words = process.argv.slice(2);
const SIZES = [20, 1000, 5000];
const OLD = { queued: 1000, done: 10_000 };
const FEW = { queued: 100, done: 500 };
const LARGE = { queued: 100_000, done: 10_000 };
const PROGRAM = join(scratch, 'dist', 'bin.js');

async function main(): Promise<void> {
  if (words.includes('--documents')) return print(measureHandover(root));
  if (words.includes('--usage')) return print(measureGovernance());
  if (words.includes('--notes')) return print(measureTreeNotes(placeOf(scratch, 'noted')));
  if (words.includes('--http')) return print(await httpAlone());
  if (words.includes('--reload')) return print(await reloads());
  if (words.includes('--import')) return print(await imports());
  if (words.includes('--next-stage')) return print(await nextStages());
  const bare = new Bare(join(scratch, 'bare'));
  if (words.includes('--page')) return print(await pageAlone(bare));
  if (words.includes('--answers')) return print(await answersAlone(bare));
  if (words.includes('--stages')) return print(await stagesAlone(bare));
  const empty = placeOf(scratch, 'empty');
  await freshWorkspace(empty);
  const rows: Row[] = [];
  const campaigns = await plantSmall();
  if (!words.includes('--small')) {
    const large = await plantLarge();
    say('opening');
    const child = join(scratch, 'build', 'child.js');
    rows.push(...(await measureOpening(child, large.root, empty, LARGE.done)));
    campaigns.push(large);
  }
  say('stages');
  const stages = await measureStages(campaigns, bare);
  rows.unshift(...stages.rows);
  if (stages.content !== null) {
    say('attempts');
    const beside = statOf(Array.from({ length: 50 }, () => bare.sample()));
    const folder = placeOf(scratch, 'attempts');
    rows.push(...(await measureAttempts(folder, PROGRAM, stages.content, beside)));
  }
  rows.push(...(await measureOverhead(placeOf(scratch, 'overhead'))));
  rows.push(...(await withProcesses(campaigns)));
  say('ticks and commits');
  rows.push(...(await measureIdle(empty)));
  rows.push(...(await reloads()));
  rows.push(...(await measureRestingLoop(empty, PROGRAM)));
  rows.push(...measureCommits(placeOf(scratch, 'commits'), bare));
  const watched = placeOf(scratch, 'watched');
  await freshWorkspace(watched);
  rows.push(...(await measureFollowing(join(scratch, 'build', 'child.js'), watched)));
  rows.push(...(await measureNotifications(PROGRAM, watched)));
  rows.push(...(await measureAdoption(PROGRAM, await workingWorkspace())));
  rows.push(...measureStreams());
  rows.push(...measureGovernance());
  rows.push(...measureTreeNotes(placeOf(scratch, 'noted')));
  rows.push(...measureHandover(root));
  rows.push(...(await imports()));
  const busiest = campaigns.at(-1)?.root ?? empty;
  rows.push(...(await checkpoints(busiest)));
  say('server');
  const minimal = 'minimal-server';
  rows.push(
    ...(await measureMcp({
      product: [PROGRAM, 'mcp', '--workspace', busiest],
      stage: [PROGRAM, 'stage-mcp', scratch],
      bundled: [join(scratch, 'build', `${minimal}.js`)],
      unbundled: [join(root, 'bench', `${minimal}.mjs`)],
    })),
    ...(await measureServerMemory([PROGRAM, 'mcp', '--workspace', watched])),
  );
  rows.push(...(await measureHttp(serveIn(watched))));
  rows.push(...measureShell(PROGRAM, watched));
  if (busiest !== empty) rows.push(...(await answersOf(busiest, LARGE.done)));
  bare.close();
  say('done');
  print(rows);
  if (words.includes('--write')) publish(root, rows);
}

/** Edits of the config alone. */
async function reloads(): Promise<Row[]> {
  const place = placeOf(scratch, 'edited');
  await freshWorkspace(place);
  return measureReload(place);
}

/** An earlier workspace alone. */
function imports(): Promise<Row[]> {
  return measureImport(placeOf(scratch, 'earlier'));
}

/** Many clients over HTTP alone. */
async function httpAlone(): Promise<Row[]> {
  const place = placeOf(scratch, 'served');
  await freshWorkspace(place);
  return measureHttp(serveIn(place));
}

function serveIn(place: string): string[] {
  return [PROGRAM, 'serve', '--workspace', place, '--port', '0'];
}

async function pageAlone(bare: Bare): Promise<Row[]> {
  const size = words.includes('--small') ? FEW : OLD;
  const place = await agedWorkspace(bare, size);
  const child = join(scratch, 'build', 'child.js');
  return measurePage({ root: place, from: root, program: PROGRAM, child, runs: size.done });
}

/** Those rows alone; `--small` leaves the large workspace out. */
async function nextStages(): Promise<Row[]> {
  const campaigns = await plantSmall();
  if (!words.includes('--small')) campaigns.push(await plantLarge());
  return withProcesses(campaigns);
}

/** Whole stages without processes alone. */
async function stagesAlone(bare: Bare): Promise<readonly Row[]> {
  const campaigns = await plantSmall();
  if (!words.includes('--small')) campaigns.push(await plantLarge());
  return (await measureStages(campaigns, bare)).rows;
}

/** Answers alone, in a workspace that has run for long and has little to do. */
async function answersAlone(bare: Bare): Promise<readonly Row[]> {
  const size = words.includes('--small') ? FEW : OLD;
  const place = await agedWorkspace(bare, size);
  const watched = placeOf(scratch, 'watched');
  await freshWorkspace(watched);
  return [
    ...(await answersOf(place, size.done)),
    ...(await measureNotifications(PROGRAM, watched)),
  ];
}

/** A workspace that has run for long. */
async function agedWorkspace(bare: Bare, size: typeof OLD): Promise<string> {
  const place = placeOf(scratch, 'aged');
  await plantedWorkspace(place, size.queued, size.done);
  stampStages(place);
  await ageWorkspace(join(scratch, 'build', 'child.js'), place, size.done);
  await measureStages([{ root: place, ...size }], bare);
  return place;
}

function answersOf(place: string, runs: number): Promise<Row[]> {
  return measureAnswers([PROGRAM, 'mcp', '--workspace', place], runs.toLocaleString('en'));
}

async function withProcesses(campaigns: readonly Campaign[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { root: place, queued } of campaigns) {
    say(`with processes, ${queued} queued`);
    rows.push(...(await measureNextStage(PROGRAM, place, queued)));
  }
  return rows;
}

async function plantLarge(): Promise<Campaign> {
  const place = placeOf(scratch, 'large');
  say(`planting ${LARGE.queued} documents`);
  await plantedWorkspace(place, LARGE.queued, LARGE.done);
  stampStages(place);
  return { root: place, ...LARGE };
}

async function plantSmall(): Promise<Campaign[]> {
  const campaigns: Campaign[] = [];
  for (const queued of SIZES) {
    const place = placeOf(scratch, `stage-${queued}`);
    await plantedWorkspace(place, queued);
    stampStages(place);
    campaigns.push({ root: place, queued, done: 0 });
  }
  return campaigns;
}

/** A workspace with a stage to run. */
async function workingWorkspace(): Promise<string> {
  const place = placeOf(scratch, 'working');
  await plantedWorkspace(place, 1);
  return place;
}

async function checkpoints(place: string): Promise<Row[]> {
  const held = await Held.take(place, enginePorts(place));
  const rows = measureCheckpoints(held);
  await held.release();
  return rows;
}

function print(rows: readonly Row[]): void {
  process.stdout.write(`${tableOf(rows)}\n`);
}

function say(what: string): void {
  process.stderr.write(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${what}\n`);
}

await main();
