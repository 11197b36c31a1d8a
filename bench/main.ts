import { join } from 'node:path';
import { Bare, type Row } from './measure.ts';
import { measureStages } from './stages.ts';
import { tableOf } from './table.ts';
import { placeOf, plantedWorkspace } from './workspace.ts';

const scratch = process.env.MILLRACE_BENCH_SCRATCH ?? '';

async function main(): Promise<void> {
  const bare = new Bare(join(scratch, 'bare'));
  const rows: Row[] = [];
  const campaigns = [];
  for (const queued of [20, 1000, 5000]) {
    const root = placeOf(scratch, `stage-${queued}`);
    await plantedWorkspace(root, queued);
    campaigns.push({ root, queued, done: 0 });
  }
  rows.push(...(await measureStages(campaigns, bare)));
  process.stdout.write(`${tableOf(rows)}\n`);
}

await main();
