import { enginePorts, host } from '../src/backend/host.ts';
import { Held } from './held.ts';
import { Client } from './mcp.ts';
import { type Row, statOf } from './measure.ts';

const COMMITS = 60;
/** From within the pause between two notices to well behind it. */
const PAUSES_MS = [20, 90, 160, 230, 300, 370];
const NOTIFIED_MS_MAX = 400;

/** How soon after its commit by another process a client hears of a resource that it has subscribed to. */
export async function measureNotifications(program: string, root: string): Promise<Row[]> {
  const client = new Client([program, 'mcp', '--workspace', root]);
  await client.initialize();
  await client.ask('resources/subscribe', { uri: 'millrace://status' });
  const held = await Held.take(root, enginePorts(root));
  const took: number[] = [];
  for (let at = 0; at < COMMITS; at += 1) {
    await host.clock.sleep(PAUSES_MS[at % PAUSES_MS.length] ?? 0);
    const notified = client.nextNotice('notifications/resources/updated');
    held.owner.commit({
      changes: [{ k: 'note@1', event: 'bench', data: { at } }],
      cause: { input: 'bench', rule: 'bench' },
    });
    const committed = performance.now();
    await notified;
    took.push(performance.now() - committed);
  }
  await held.release();
  await client.close();
  const time = statOf(took);
  return [
    {
      what: 'a commit, until a client that has subscribed is told',
      time,
      limit: `${NOTIFIED_MS_MAX} ms (p99)`,
      ok: time.p99 <= NOTIFIED_MS_MAX,
    },
  ];
}
