import { enginePorts, host } from '../src/backend/host.ts';
import { CommitWatch } from '../src/runtime/engine/workspace/commit-watch.ts';
import { pauseChange, resumeChange } from '../src/runtime/kernel/index.ts';
import { Held } from './held.ts';
import { timed, timedAsync } from './measure.ts';
import { sessionOf } from './workspace.ts';

const BUSY_MS = 6000;
const EVENTS_PER_SECOND = 1000;
const EVENTS_AT_ONCE = 20;
const BENCH = { input: 'bench', rule: 'bench' };

/** Measurements that need a process of their own: `child.js rebuild|open|memory <root>` answers in JSON,
 * `child.js follow <root>` with the time of each commit that it has read. */
async function main(what: string, root: string): Promise<object> {
  switch (what) {
    case 'rebuild':
      return rebuild(root);
    case 'open':
      return open(root);
    case 'memory':
      return memory(root);
    case 'follow':
      return follow(root);
    case 'busy':
      return busy(root);
  }
  throw new Error(`nothing is called ${what}`);
}

/** No journal: everything comes from the documents in their folders. */
async function rebuild(root: string): Promise<object> {
  const session = sessionOf(root);
  const ms = await timedAsync(() => session.own(() => undefined));
  const items = session.follow().state.items.size;
  session.close();
  const held = await Held.take(root, enginePorts(root));
  const adopting = timed(() => held.settle());
  await held.release();
  return { ms, items, adopting };
}

async function open(root: string): Promise<object> {
  const session = sessionOf(root);
  const follow = timed(() => session.follow());
  const own = await timedAsync(() => session.own(() => undefined));
  session.close();
  return { follow, own, rss_mb: process.memoryUsage().rss / 2 ** 20 };
}

/** Ends when nobody reads what it says any more. */
async function follow(root: string): Promise<object> {
  const session = sessionOf(root);
  const commits = new CommitWatch(enginePorts(root), session.layout.journal);
  let { seq } = session.follow().state;
  process.stdout.write('ready\n');
  for (;;) {
    await commits.next(undefined);
    const now = session.follow().state.seq;
    if (now !== seq) process.stdout.write(`${host.clock.monotonic()}\n`);
    seq = now;
  }
}

/** Commits so much for some seconds: what many stages at once, or one that hands over much work, would. */
async function busy(root: string): Promise<object> {
  const { clock } = host;
  const session = sessionOf(root);
  const began = clock.monotonic();
  let events = 0;
  await session.own(async (owner) => {
    while (clock.monotonic() - began < BUSY_MS) {
      for (let at = 0; at < EVENTS_AT_ONCE; at += 2) {
        owner.apply({
          changes: [pauseChange('operator', `busy ${events + at}`, null)],
          cause: BENCH,
        });
        owner.apply({ changes: [resumeChange('operator')], cause: BENCH });
      }
      owner.flush();
      events += EVENTS_AT_ONCE;
      const next_ms = began + (events * 1000) / EVENTS_PER_SECOND;
      await clock.sleep(Math.max(1, next_ms - clock.monotonic()));
    }
  });
  session.close();
  return { events, ms: clock.monotonic() - began };
}

/** What the opened state keeps, without what only opening it needed. */
async function memory(root: string): Promise<object> {
  const before = used();
  const session = sessionOf(root);
  await session.own(() => undefined);
  const bytes = used() - before;
  const { items, finished } = session.follow().state;
  return { bytes, items: items.size, finished: finished.size };
}

function used(): number {
  for (let turn = 0; turn < 4; turn += 1) global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const [what = '', root = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await main(what, root)));
