/** A workspace in which something always runs: nothing waits for it to idle. */

import { expect, it } from 'vitest';
import { Journal } from '../../src/runtime/journal/index.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { firstRuns, handOver, layout, loop, Machine, type Opened } from './support/process.ts';

const MB = 1024 * 1024;
/** So many calls hand one over, in two forms. */
const ADMITTED = 170;
/** So many commands wait for a loop, each with one form of it. */
const POSTED = 330;
/** Just small enough to stand in a record; together they are more than a segment may hold. */
const PROSE = 'Something is missing here, and this is one of the lines that say so.\n'.repeat(880);
const SEGMENT_MB_MAX = 17;
const REPLAYED_MB_MAX = 9;
/** A result brings so many documents with it. */
const PER_RESULT = 25;

function textOf(number: number): string {
  return `# Part ${number}\n\n${PROSE}\n## Acceptance\n\n- Part ${number} is there\n`;
}

function segmentsOf({ disk }: Machine): { name: string; mb: number }[] {
  const names = (disk.list(layout.journal) ?? []).map(({ name }) => name);
  return names
    .filter((name) => /^\d{8}\./.test(name))
    .map((name) => ({ name, mb: (disk.stat(`${layout.journal}/${name}`)?.size_bytes ?? 0) / MB }));
}

/** What whoever opens the workspace has to read beside the checkpoint. */
function replayedMb({ ports }: Opened): number {
  const journal = new Journal(ports, layout.journal);
  journal.load();
  let bytes = 0;
  journal.replay((record) => {
    bytes += JSON.stringify(record).length;
  });
  return bytes / MB;
}

function requireBounded(segments: readonly { readonly mb: number }[]): void {
  const sizes = segments.map(({ mb }) => mb);
  expect(sizes.reduce((sum, mb) => sum + mb, 0)).toBeGreaterThan(SEGMENT_MB_MAX);
  expect(Math.max(...sizes)).toBeLessThan(SEGMENT_MB_MAX);
}

async function driveByCalls(machine: Machine): Promise<Opened> {
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  for (let number = 0; number < ADMITTED; number += 1) {
    const { runtime } = machine.open();
    await runtime.admit({ family: 'spec', text: textOf(number), channel: 'test' });
    runtime.close();
  }
  return one;
}

it('makes checkpoints, starts segments and packs old ones while calls drive it and a stage runs', async () => {
  const machine = new Machine(undefined, firstRuns());
  const one = await driveByCalls(machine);
  const segments = segmentsOf(machine);
  requireBounded(segments);
  expect(replayedMb(one)).toBeLessThan(REPLAYED_MB_MAX);
  const before = await one.runtime.status();
  const view = await one.runtime.gc(true);
  expect(view).toMatchObject({ applied: true, attempts_dropped: 0, segments_thinned: 0 });
  expect(view.segments_packed).toBe(segments.length - 1);
  expect(view.notes.join()).toMatch(/is open; until it ends only archives are packed/);
  expect(segmentsOf(machine).filter(({ name }) => name.endsWith('.log.gz'))).toHaveLength(
    segments.length - 1,
  );
  expect(machine.open().runtime.status().queues).toEqual(before.queues);
  const why = one.runtime.why({ subject: null, before_seq: 20, limit: 3, at: null });
  expect(why.kept_from).toBe(1);
  expect(await one.runtime.gc(true)).toMatchObject({ applied: false, segments_packed: 0 });
});

it('makes them while a loop drives it whose stages end as soon as they start', async () => {
  const machine = new Machine();
  const one = machine.open();
  const ids = new SimIds(7);
  let posted = 0;
  let taken = 0;
  await handOver(one);
  const ran = loop(one, ({ kind }, { stop }) => {
    if (kind === 'idle' || (kind === 'applied' && taken === POSTED)) stop.abort();
    if (kind === 'command') taken += 1;
    if (kind !== 'applied') return;
    for (let n = 0; n < PER_RESULT && posted < POSTED; n += 1, posted += 1) {
      const text = textOf(posted);
      const command = { name: 'admit', family: 'spec', text, channel: 'test' } as const;
      const mail = { schema_version: '1.0', kind: 'mailbox_command', actor: 'test' } as const;
      const issued_at = '2026-01-01T00:00:00.000Z';
      machine
        .mailbox()
        .post({ ...mail, request_key: `part-${posted}`, issued_at, command }, posted, ids);
    }
  });
  await ran.ended;
  expect(ran.kinds).not.toContain('idle');
  const segments = segmentsOf(machine);
  requireBounded(segments);
  expect(replayedMb(one)).toBeLessThan(REPLAYED_MB_MAX);
});
