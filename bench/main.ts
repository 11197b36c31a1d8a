import { join } from 'node:path';
import { Bare, type Row } from './measure.ts';
import { measureOpening } from './opening.ts';
import { type Campaign, measureStages } from './stages.ts';
import { tableOf } from './table.ts';
import { freshWorkspace, placeOf, plantedWorkspace } from './workspace.ts';

const scratch = process.env.MILLRACE_BENCH_SCRATCH ?? '';
const only = process.argv.slice(2).find((word) => !word.startsWith('-')) ?? '';
const SIZES = [20, 1000, 5000];
const LARGE = { queued: 100_000, done: 10_000 };

async function main(): Promise<void> {
  const rows: Row[] = [];
  const bare = new Bare(join(scratch, 'bare'));
  const campaigns: Campaign[] = [];
  for (const queued of SIZES) {
    const root = placeOf(scratch, `stage-${queued}`);
    say(`${queued} documents`);
    await plantedWorkspace(root, queued);
    campaigns.push({ root, queued, done: 0 });
  }
  if (only !== 'small') {
    const root = placeOf(scratch, 'large');
    const empty = placeOf(scratch, 'empty');
    say(`${LARGE.queued} documents`);
    await plantedWorkspace(root, LARGE.queued, LARGE.done);
    await freshWorkspace(empty);
    say('opening');
    const program = join(scratch, 'build', 'child.js');
    rows.push(...(await measureOpening(program, root, empty, LARGE.done)));
    campaigns.push({ root, ...LARGE });
  }
  say('stages');
  rows.push(...(await measureStages(campaigns, bare)));
  process.stdout.write(`${tableOf(rows)}\n`);
}

function say(what: string): void {
  process.stderr.write(`${(performance.now() / 1000).toFixed(1)} s: ${what}\n`);
}

await main();
