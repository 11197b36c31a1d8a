import { describe, expect, it } from 'vitest';
import { isMillraceError, type MillraceError } from '../../src/runtime/errors/errors.ts';
import { settleLoss } from '../../src/runtime/index.ts';
import { done, shippedPlayer } from '../../src/sim/shipped-player.ts';
import type { Player } from '../../src/sim/sim-attempts.ts';
import { ROOT, STATE_HOME } from '../../src/sim/sim-workspace.ts';
import { loop } from '../engine/support/process.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import { Home, handOver } from './support/machine.ts';

const RUNTIME = `${ROOT}/millrace-agents`;
/** What people commit: `git clean -fdx` spares it. */
const COMMITTED = [
  'millrace.toml',
  'entrypoints',
  'skills',
  'modes',
  'graphs',
  'registry',
  'families',
];

type Opened = ReturnType<Home['open']>;

/** `git clean -fdx` where config and assets are committed. */
function clean({ disk }: Home): void {
  for (const { name } of disk.list(RUNTIME) ?? []) {
    if (!COMMITTED.includes(name)) disk.remove(`${RUNTIME}/${name}`);
  }
}

async function ticks({ runtime }: Opened, times: number): Promise<void> {
  for (let at = 0; at < times; at += 1) await runtime.tick({ wait_ms: 0 });
}

/** The first stage runs until the test ends it. */
const oneRuns: Player = (request, world) =>
  world.requests.length === 1 ? null : shippedPlayer(request, world);

async function working(player: Player = shippedPlayer): Promise<{ home: Home; first: Opened }> {
  const home = new Home(freshDisk('default_offline'), player);
  const first = home.open();
  await handOver(first);
  await ticks(first, 3);
  return { home, first };
}

async function failure(work: Promise<unknown>): Promise<MillraceError> {
  try {
    await work;
  } catch (error) {
    if (isMillraceError(error)) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

function rendered({ disk }: Home): Record<string, string | null> {
  const all = Object.entries(disk.dump(RUNTIME));
  const shown = /\/(?:specs|tasks|incidents|arbiter)\/|\/runs\/[^/]+\/stage_results\//;
  return Object.fromEntries(all.filter(([path, text]) => text !== null && shown.test(path)));
}

describe('state that was deleted', () => {
  it.each([true, false])(
    'comes back with the next call that writes; same process: %s',
    async (same) => {
      const { home, first } = await working();
      const { seq } = first.runtime.status();
      const files = rendered(home);
      if (!same) first.runtime.close();
      clean(home);
      const next = same ? first : home.open();
      const { recovered } = await next.runtime.tick({ wait_ms: 0 });
      expect(recovered[0]).toMatch(
        /^State was deleted from millrace-agents at about .*Restored up to record/,
      );
      expect(next.runtime.status().seq).toBeGreaterThan(seq);
      expect(Object.keys(rendered(home))).toEqual(expect.arrayContaining(Object.keys(files)));
      await ticks(next, 70);
      expect(next.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
      expect(
        home.open().runtime.why({ subject: null, before_seq: null, limit: 500, at: null }).rows
          .length,
      ).toBeGreaterThan(seq);
    },
  );

  it('is not restored by who only reads, and neither hides that something ran', async () => {
    const { home, first } = await working(oneRuns);
    const { seq, active } = first.runtime.status();
    first.runtime.close();
    clean(home);
    const before = home.disk.dump('/');
    const reader = home.open();
    const status = reader.runtime.status();
    expect(status).toMatchObject({ seq, condition: 'refused', active });
    expect(status.problems[0]).toContain(`while ${active[0]?.node} (attempt`);
    expect(status.outlook).toMatchObject({ fix: expect.stringContaining('run_once') });
    const { findings } = await home.open().runtime.doctor();
    expect(findings.find(({ code }) => code === 'state_deleted')?.what).toContain(
      'while planner (attempt',
    );
    const codes = findings.map(({ code }) => code);
    expect(codes).not.toContain('journal_missing');
    expect(codes).not.toContain('lock_not_supported');
    expect(home.disk.dump('/')).toEqual(before);
  });

  it('by a stage is a violation of its contract: it is told, and asked again', async () => {
    const { home, first } = await working(oneRuns);
    const [live = ''] = [...home.world.spawned.keys()];
    clean(home);
    const { recovered } = await first.runtime.tick({ wait_ms: 0 });
    expect(recovered[0]).toContain('while ');
    expect(recovered[0]).toContain(live);
    await first.runtime.tick({ wait_ms: 0 });
    const again = home.world.requests.at(-1);
    expect(again?.attempt.attempt_id).toBe(`${live.slice(0, -1)}2`);
    const prompt = home.disk.read(`${RUNTIME}/attempts/${live.slice(0, -1)}2/prompt.md`);
    expect(new TextDecoder().decode(prompt ?? new Uint8Array())).toContain(
      'no stage may touch millrace-agents/',
    );
  });

  it('by every attempt of a stage ends in a decision, not in a loop', async () => {
    const home: Home = new Home(freshDisk('default_offline'), (request) => {
      clean(home);
      return done('X', request);
    });
    const first = home.open();
    await handOver(first);
    let calls = 0;
    for (; calls < 200; calls += 1) {
      const did = await first.runtime.tick({ wait_ms: 0 }).then(
        (view) => view.did,
        (error) => (isMillraceError(error) ? error.code : 'defect'),
      );
      if (!['running', 'applied', 'journal_replaced'].includes(did)) break;
    }
    expect(calls).toBeLessThan(200);
    expect(home.world.spawned.size).toBeGreaterThan(2);
  });

  it('comes back under a loop, which takes its lock anew', async () => {
    let cleaned = false;
    const home: Home = new Home(freshDisk('default_offline'), (request, world) => {
      if (!cleaned && world.requests.length === 4) clean(home);
      cleaned ||= world.requests.length === 4;
      return shippedPlayer(request, world);
    });
    const first = home.open();
    await handOver(first);
    const ran = loop(first);
    await ran.ended;
    expect(ran.events.some((one) => one.kind === 'recovered' && one.note.includes('deleted'))).toBe(
      true,
    );
    expect(home.open().runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  });

  it('with config and assets is restored, and those are named', async () => {
    const { home, first } = await working();
    first.runtime.close();
    home.disk.remove(RUNTIME);
    const error = await failure(home.open().runtime.tick({ wait_ms: 0 }));
    expect(error.code).toBe('workspace_not_initialized');
    expect(error.message).toMatch(
      /was deleted .* Its journal was restored.*millrace-agents\/modes/s,
    );
    expect(home.disk.stat(`${RUNTIME}/journal`)?.kind).toBe('dir');
  });

  it('is never taken over by a second owner while the first one holds its lock', async () => {
    const { home, first } = await working(oneRuns);
    const others: string[] = [];
    const ran = loop(first, (event, { stop }) => {
      if (event.kind !== 'started' || others.length > 0) return;
      others.push('asked');
      clean(home);
      const other = home.open().runtime.tick({ wait_ms: 0 });
      void other.then(({ recovered }) => others.push(...recovered)).finally(() => stop.abort());
    });
    await ran.ended.catch(() => undefined);
    expect(others[1]).toContain('A loop runs this workspace by itself');
  });
});

describe('init where all of the folder is gone', () => {
  async function gone() {
    const { home, first } = await working();
    first.runtime.close();
    home.disk.remove(RUNTIME);
    return { home, ports: first.ports };
  }

  it('asks, and names what is kept', async () => {
    const { ports } = await gone();
    const error = await failure(settleLoss(ports, ROOT, null));
    expect(error.code).toBe('state_deleted');
    expect(error.message).toMatch(/holds \d+ work items and \d+ runs, up to record \d+/);
    expect(error.facts.next).toContain('state "restore"');
  });

  it('restores', async () => {
    const { home, ports } = await gone();
    await settleLoss(ports, ROOT, 'restore');
    expect(home.disk.stat(`${RUNTIME}/journal`)?.kind).toBe('dir');
    expect(home.disk.stat(`${RUNTIME}/state/workspace_id`)?.kind).toBe('file');
  });

  it('or begins anew, and keeps what there was elsewhere', async () => {
    const { home, ports } = await gone();
    await settleLoss(ports, ROOT, 'anew');
    expect(home.disk.stat(RUNTIME)).toBeNull();
    expect(home.disk.list(`${STATE_HOME}/workspaces`)).toEqual([]);
    expect(home.disk.list(`${STATE_HOME}/archived`)).toHaveLength(1);
    expect(await settleLoss(ports, ROOT, null)).toEqual([]);
  });

  it('does not ask where nothing had happened', async () => {
    const home = new Home();
    const first = home.open();
    await first.runtime.tick({ wait_ms: 0 });
    first.runtime.close();
    home.disk.remove(RUNTIME);
    await settleLoss(first.ports, ROOT, null);
    expect(home.disk.stat(RUNTIME)).toBeNull();
  });
});
