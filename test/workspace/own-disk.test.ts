import { expect, it } from 'vitest';
import { DiskFault } from '../../src/runtime/ports/disk.ts';
import { OwnDisk } from '../../src/runtime/workspace/index.ts';
import { SimClock } from '../../src/sim/sim-clock.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';

const RUNTIME = '/w/millrace-agents';
const bytes = new TextEncoder().encode('ours');

function opened(plant: (disk: SimDisk) => void) {
  const sim = new SimDisk();
  sim.plant('/private/queue/note.md', 'mine');
  sim.plant(`${RUNTIME}/state/own.json`, '{}');
  plant(sim);
  const clock = new SimClock();
  return { sim, clock, disk: new OwnDisk(sim, clock, RUNTIME) };
}

const linked = () => opened((sim) => sim.plantLink(`${RUNTIME}/specs`, '/private'));
const NOTE = `${RUNTIME}/specs/queue/note.md`;

it('sees nothing behind a link or a file in the place of a folder', () => {
  const { disk } = linked();
  expect([disk.read(NOTE), disk.stat(NOTE), disk.list(`${RUNTIME}/specs/queue`)]).toEqual([
    null,
    null,
    null,
  ]);
  expect(disk.stat(`${RUNTIME}/specs`)?.kind).toBe('link');
  const file = opened((sim) => sim.plant(`${RUNTIME}/specs`, 'a file'));
  expect(file.disk.stat(NOTE)).toBeNull();
});

it('writes nothing behind it, and says what is in the way', () => {
  const { disk, sim } = linked();
  const before = sim.dump('/private');
  const own = `${RUNTIME}/state/own.json`;
  for (const write of [
    () => disk.write(NOTE, bytes),
    () => disk.open(NOTE, 'upsert'),
    () => disk.mkdir(`${RUNTIME}/specs/new`),
    () => disk.rename(own, NOTE),
    () => disk.rename(NOTE, own),
    () => disk.link(own, `${RUNTIME}/specs/own.json`),
    () => disk.syncDir(`${RUNTIME}/specs/queue`),
  ]) {
    expect(write).toThrow(new DiskFault('ELOOP', 'any', `${RUNTIME}/specs`).path);
  }
  disk.unlink(NOTE);
  disk.remove(NOTE);
  expect(sim.dump('/private')).toEqual(before);
});

it('leaves the way to the runtime folder and all that lies elsewhere to the user', () => {
  const sim = new SimDisk();
  sim.plant('/real/millrace-agents/state/own.json', '{}');
  sim.plantLink('/w', '/real');
  const disk = new OwnDisk(sim, new SimClock(), RUNTIME);
  expect(disk.read(`${RUNTIME}/state/own.json`)).not.toBeNull();
  expect(disk.read('/w/millrace-agents/state/own.json')).not.toBeNull();
});

it('notices after a second that a folder was replaced', () => {
  const { disk, sim, clock } = opened(() => undefined);
  expect(disk.read(`${RUNTIME}/state/own.json`)).not.toBeNull();
  sim.remove(`${RUNTIME}/state`);
  sim.plantLink(`${RUNTIME}/state`, '/private/queue');
  clock.advance(1001);
  expect(disk.stat(`${RUNTIME}/state/note.md`)).toBeNull();
});
