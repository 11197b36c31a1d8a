import { describe, expect, it } from 'vitest';
import { PassingDisk } from '../../src/prove/sim/passing-disk.ts';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { DiskFault } from '../../src/runtime/ports/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { ROOT, STATE_HOME } from '../../src/sim/sim-workspace.ts';
import { Home, handOver } from './support/machine.ts';

const JOURNAL = `${ROOT}/millrace-agents/journal`;
const TELLING = /\/(?:mark|anchor|\d{8}\.log)$/;
const FILES = /^(checkpoint|\d{8}\.log)$/;

type Opened = ReturnType<Home['open']>;

async function ticks({ runtime }: Opened, times: number): Promise<void> {
  for (let at = 0; at < times; at += 1) await runtime.tick({ wait_ms: 0 });
}

function anchorOf({ disk }: Home): string {
  const [id = ''] = (disk.list(`${STATE_HOME}/workspaces`) ?? []).map(({ name }) => name);
  return `${STATE_HOME}/workspaces/${id}/anchor`;
}

/** Names of the journal and of its blobs that are the same file outside, and those that are not. */
function names(home: Home, disk = home.disk) {
  const anchor = anchorOf(home);
  const pairs = ['journal', 'blobs'].flatMap((folder) =>
    (disk.list(`${ROOT}/millrace-agents/${folder}`) ?? [])
      .filter(({ name }) => folder === 'blobs' || FILES.test(name))
      .map(({ name }) => [
        `${ROOT}/millrace-agents/${folder}/${name}`,
        `${anchor}/${folder}/${name}`,
      ]),
  );
  const isSame = ([one = '', other = '']: string[]) =>
    disk.stat(one)?.inode === disk.stat(other)?.inode;
  return { same: pairs.filter(isSame).length, other: pairs.filter((pair) => !isSame(pair)) };
}

async function codes({ runtime }: Opened): Promise<string[]> {
  const { findings } = await runtime.doctor();
  return findings.map(({ code }) => code);
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'accepted',
    (error) => (isMillraceError(error) ? error.code : String(error)),
  );
}

/** A backup of the journal, as any tool makes it: new files with the same content. */
function backup(disk: SimDisk): () => void {
  const files = (disk.list(JOURNAL) ?? []).map(
    ({ name }) => [name, disk.read(`${JOURNAL}/${name}`) ?? new Uint8Array()] as const,
  );
  return () => {
    disk.remove(JOURNAL);
    for (const [name, bytes] of files) disk.plant(`${JOURNAL}/${name}`, bytes);
  };
}

describe('the anchor', () => {
  it('is a second name of every file of the journal and every blob, at every moment', async () => {
    const home = new Home();
    const first = home.open();
    await handOver(first);
    expect(names(home).other).toEqual([]);
    for (let at = 0; at < 8; at += 1) {
      await ticks(first, 1);
      expect(names(home).other).toEqual([]);
    }
    expect(names(home).same).toBeGreaterThan(3);
    expect(await codes(first)).not.toContain('anchored_by_copies');
  });

  it('follows the journal into its archives, and lets go of what gc lets go', async () => {
    const home = new Home();
    const first = home.open();
    await handOver(first);
    await ticks(first, 70);
    const view = await first.runtime.gc(true);
    expect(view.segments_packed + view.segments_thinned).toBeGreaterThan(0);
    const anchored = (home.disk.list(`${anchorOf(home)}/journal`) ?? []).map(({ name }) => name);
    const kept = (home.disk.list(JOURNAL) ?? []).map(({ name }) => name);
    expect(anchored).toEqual(kept.filter((name) => name !== 'mark' && name !== 'reserve'));
  });

  it('is made of copies where links are impossible, and holds each record all the same', async () => {
    const home = new Home();
    const unlinkable = new Unlinkable(home.disk);
    const first = home.open(ROOT, { disk: unlinkable });
    await handOver(first);
    await ticks(first, 5);
    expect(await codes(first)).toContain('anchored_by_copies');
    const { seq } = first.runtime.status();
    first.runtime.close();
    home.disk.remove(JOURNAL);
    const second = home.open(ROOT, { disk: unlinkable });
    await second.runtime.tick({ wait_ms: 0 });
    expect(second.runtime.status().seq).toBeGreaterThan(seq);
    expect(home.world.overlapping).toEqual([]);
  });

  it('is no reason to fail: a home that cannot be written gives a note of doctor', async () => {
    const home = new Home();
    const first = home.open(ROOT, { disk: new ReadOnlyHome(home.disk) });
    await handOver(first);
    await ticks(first, 3);
    expect(home.disk.dump('/home')).toEqual({ '/home/.keep': '' });
    expect(await codes(first)).toContain('not_anchored');
  });

  it('is made again when it fell behind', async () => {
    const home = new Home();
    const first = home.open();
    await handOver(first);
    first.runtime.close();
    const second = home.open(ROOT, { state_home: null });
    await ticks(second, 4);
    second.runtime.close();
    const third = home.open();
    const { recovered } = await third.runtime.tick({ wait_ms: 0 });
    expect(recovered).toEqual([]);
    expect(names(home).other).toEqual([]);
  });
});

describe('a journal that went back in time', () => {
  async function restoredBackup() {
    const home = new Home();
    const first = home.open();
    await handOver(first);
    await ticks(first, 2);
    const restore = backup(home.disk);
    await ticks(first, 3);
    const { seq } = first.runtime.status();
    first.runtime.close();
    restore();
    return { home, seq };
  }

  it('is refused until somebody chooses, and doctor says so', async () => {
    const { home } = await restoredBackup();
    const next = home.open();
    expect(await refusal(next.runtime.tick({ wait_ms: 0 }))).toBe('journal_went_back');
    expect(await refusal(handOver(next))).toBe('journal_went_back');
    expect(await codes(home.open())).toContain('journal_went_back');
  });

  it('gives way to the newest one, which is all there', async () => {
    const { home, seq } = await restoredBackup();
    const next = home.open();
    const { notes } = await next.runtime.repair('newest');
    expect(notes.join()).toContain('The newest journal was restored');
    expect(next.runtime.status().seq).toBeGreaterThan(seq);
    await ticks(next, 70);
    expect(next.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
    expect([...home.world.spawned.values()].every((times) => times === 1)).toBe(true);
  });

  it('goes on from here with ids and folders that nothing had before', async () => {
    const { home } = await restoredBackup();
    const before = new Set(home.world.spawned.keys());
    const next = home.open();
    const { notes } = await next.runtime.repair('from_here');
    expect(notes.join()).toContain('The journal goes on from record');
    await ticks(next, 70);
    expect(next.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
    const after = [...home.world.spawned.keys()].filter((attempt) => !before.has(attempt));
    expect(after.length).toBeGreaterThan(0);
    expect([...home.world.spawned.values()].every((times) => times === 1)).toBe(true);
    expect(await codes(home.open())).not.toContain('journal_went_back');
  });

  it('is kept outside, where the answer says, when another one goes on from here', async () => {
    const { home } = await restoredBackup();
    const anchored = anchorOf(home);
    const journal = Object.values(home.disk.dump(`${anchored}/journal`));
    const { notes } = await home.open().runtime.repair('from_here');
    const place = `${anchored}.replaced-1`;
    expect(notes.join()).toContain(`is kept in ${place}.`);
    expect(Object.values(home.disk.dump(`${place}/journal`))).toEqual(journal);
    expect(names(home).other).toEqual([]);
  });

  it('gives no id a second time, at whichever step the call that chose was killed', async () => {
    const { home } = await restoredBackup();
    await killedAtSteps(home, async ({ runtime }) => {
      await runtime.repair('from_here');
    });
  });

  it('gives no id a second time after a loss that nobody chose, killed at whichever step', async () => {
    const home = new Home();
    const first = home.open();
    await handOver(first);
    await ticks(first, 3);
    first.runtime.close();
    cutLastRecord(home);
    await killedAtSteps(home, (one) => ticks(one, 1));
  });

  it('and lost a record that is nowhere goes on at once, and says so', async () => {
    const home = new Home();
    const first = home.open();
    await handOver(first);
    await ticks(first, 2);
    first.runtime.close();
    cutLastRecord(home);
    expect(await codes(home.open())).toContain('journal_records_lost');
    const { recovered } = await home.open().runtime.tick({ wait_ms: 0 });
    expect(recovered.join()).toMatch(/ends at record \d+, although record \d+ was synced once/);
  });
});

/** Killed before each step that tells of the choice, in the journal or outside; then made again. */
async function killedAtSteps(home: Home, call: (one: Opened) => Promise<void>): Promise<void> {
  const whole = home.fork();
  await call(whole.open());
  const steps = whole.disk.log.flatMap(({ path }, at) => (TELLING.test(path) ? [at + 1] : []));
  expect(steps.length).toBeGreaterThan(2);
  for (const crash_at of steps) {
    const { disk, player, world } = home.fork();
    const before = world.spawned.size;
    disk.faults.crash_at = crash_at;
    await expect(call(new Home(disk, player, world).open())).rejects.toThrow();
    const next = new Home(new SimDisk(disk.live), player, world).open();
    await call(next);
    await ticks(next, 3);
    expect(world.spawned.size).toBeGreaterThan(before);
    expect([...world.spawned].filter(([, times]) => times !== 1)).toEqual([]);
  }
}

/** The disk has lost its last record, under both of its names. */
function cutLastRecord({ disk }: Home): void {
  const name = (disk.list(JOURNAL) ?? []).findLast((one) => one.name.endsWith('.log'))?.name;
  const file = disk.open(`${JOURNAL}/${name}`, 'update');
  const bytes = file.read(0, file.stat().size_bytes);
  const end = bytes.lastIndexOf(10, bytes.lastIndexOf(10) - 1) + 1;
  file.truncate(end);
  file.close();
  disk.remove(`${JOURNAL}/mark`);
}

class Unlinkable extends PassingDisk {
  override link(from: string, to: string): void {
    const [one, other] = [from, to].map((path) => path.startsWith('/home'));
    if (one !== other) throw new DiskFault('EXDEV', 'link', to);
    super.link(from, to);
  }
}

class ReadOnlyHome extends PassingDisk {
  override mkdir(path: string): void {
    if (path.startsWith('/home')) throw new DiskFault('EROFS', 'mkdir', path);
    super.mkdir(path);
  }
}
