import { describe, expect, it } from 'vitest';
import { ROOT, STATE_HOME } from '../../src/sim/sim-workspace.ts';
import { firstRuns } from '../engine/support/process.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import { Home, handOver } from './support/machine.ts';

const COPY = '/copy';
const ID = 'millrace-agents/state/workspace_id';

/** A workspace in which a stage runs. */
async function working(): Promise<Home> {
  const home = new Home(freshDisk('default_offline'), firstRuns());
  const first = home.open();
  await handOver(first);
  await first.runtime.tick({ wait_ms: 0 });
  first.runtime.close();
  return home;
}

function idAt({ disk }: Home, root: string): string {
  return new TextDecoder().decode(disk.read(`${root}/${ID}`) ?? new Uint8Array()).trim();
}

function placesOf({ disk }: Home): string[] {
  return Object.entries(disk.dump(`${STATE_HOME}/workspaces`)).flatMap(([path, text]) =>
    path.endsWith('/place') ? [(text ?? '').trim()] : [],
  );
}

async function findingsAt(home: Home, root: string): Promise<string[]> {
  const { findings } = await home.open(root).runtime.doctor();
  return findings.filter(({ code }) => code.startsWith('workspace_')).map(({ what }) => what);
}

describe('a workspace is written down outside of its tree', () => {
  it('by its owner, and not by who reads', async () => {
    const home = new Home();
    const first = home.open();
    await handOver(first);
    expect(placesOf(home)).toEqual([ROOT]);
    const before = home.disk.dump(STATE_HOME);
    home.open().runtime.status();
    await home.open().runtime.doctor();
    expect(home.disk.dump(STATE_HOME)).toEqual(before);
  });

  it('and works where its user has no such folder', async () => {
    const home = new Home();
    await handOver(home.open(ROOT, { state_home: null }));
    expect(home.disk.dump('/home')).toEqual({ '/home/.keep': '' });
  });
});

describe('a copy', () => {
  it('gets an id and an epoch of its own, says so once, and leaves the original as it is', async () => {
    const home = await working();
    home.copy(ROOT, COPY);
    const original = home.disk.dump(ROOT);
    const [live] = [...home.world.spawned.keys()];
    expect(await findingsAt(home, COPY)).toEqual([`it is a copy of ${ROOT}`]);
    expect(await findingsAt(home, ROOT)).toEqual([]);

    const copy = home.open(COPY);
    const { recovered } = await copy.runtime.tick({ wait_ms: 0 });
    expect(recovered.filter((note) => note.includes('copy'))).toEqual([
      `This workspace is a copy of ${ROOT}: it has an id of its own from now on, and stages that run in the original are left to it.`,
    ]);
    expect((await copy.runtime.tick({ wait_ms: 0 })).recovered.join()).not.toContain('copy');
    expect(home.disk.dump(ROOT)).toEqual(original);
    expect(idAt(home, COPY)).not.toBe(idAt(home, ROOT));
    expect(placesOf(home).sort()).toEqual([COPY, ROOT]);
    expect(await findingsAt(home, COPY)).toEqual([]);

    const attempts = [...home.world.spawned.keys()];
    expect(attempts.filter((attempt) => attempt === live)).toHaveLength(1);
    expect(home.world.overlapping).toEqual([]);
    expect(attempts.length).toBeGreaterThan(1);
    const epochOf = (attempt = '') => attempt.split('-')[1];
    expect(epochOf(attempts[1])).not.toBe(epochOf(live));
  });

  it('of which the original has lost its state does not take its id away', async () => {
    const home = await working();
    home.copy(ROOT, COPY);
    const id = idAt(home, ROOT);
    home.disk.remove(`${ROOT}/millrace-agents/state`);
    await home.open(COPY).runtime.tick({ wait_ms: 0 });
    expect(idAt(home, COPY)).not.toBe(id);
  });
});

describe('a workspace that was moved', () => {
  it('is the same one: its stage goes on, and its new place is written down', async () => {
    const home = await working();
    const id = idAt(home, ROOT);
    home.disk.rename(ROOT, '/moved');
    expect(await findingsAt(home, '/moved')).toEqual([`it was last seen at ${ROOT}`]);
    const { did, recovered } = await home.open('/moved').runtime.tick({ wait_ms: 0 });
    expect({ did, id: idAt(home, '/moved') }).toEqual({ did: 'running', id });
    expect(recovered[0]).toBe(`The workspace was moved here from ${ROOT}.`);
    expect(placesOf(home)).toEqual(['/moved']);
    expect(await findingsAt(home, '/moved')).toEqual([]);
  });

  it('is not taken for a copy when it has two names', async () => {
    const home = await working();
    home.disk.plantLink('/alias', ROOT);
    const { did } = await home.open('/alias').runtime.tick({ wait_ms: 0 });
    expect(did).toBe('running');
    expect(placesOf(home)).toEqual([ROOT]);
  });
});
