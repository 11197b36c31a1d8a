import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { enginePorts, host } from '../../src/backend/host.ts';
import { openRuntime } from '../../src/runtime/index.ts';
import { KeeperAttempts } from '../../src/runtime/keeper/attempts.ts';
import { DurableAttempts } from './durable-attempts.ts';

/** The owner of a played campaign: works until nothing is left to do, or until it is killed. */
const [root = '', world = ''] = process.argv.slice(2);
const keeper = { argv: [], bare: {}, env: {}, release: 'bench' };
const attempts = (folder: string) =>
  new DurableAttempts(new KeeperAttempts(host, folder, () => 'bench', keeper), world);
const runtime = openRuntime({ ...enginePorts(root), attempts }, { root, actor: 'marathon' });

for (;;) {
  const { did, applied } = await runtime.tick({ wait_ms: 60_000 });
  if (applied !== null) {
    const row = { stage: applied.node, rss_bytes: process.memoryUsage.rss() };
    appendFileSync(join(world, 'progress.jsonl'), `${JSON.stringify(row)}\n`);
  }
  if (did === 'idle') break;
  if (did === 'waiting') throw new Error('the campaign is stuck');
}
runtime.close();
