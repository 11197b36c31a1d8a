import { describe, expect, it } from 'vitest';
import { handOver, layout, loop, Machine } from '../support/process.ts';
import { DARK, fates, INBOX, look, paused, put, rows } from './support/inbox.ts';

describe('[watchers]', () => {
  it.each(['enabled', 'watch_ideas_inbox'])('takes no idea without %s', async (key) => {
    const { machine, one } = await paused(`[watchers]\n${key} = false\n`);
    put(machine, 'a.md');
    for (let again = 0; again < 3; again += 1) await look(one);
    expect(rows(one)).toEqual([]);
  });

  it('waits as long as debounce_ms says', async () => {
    const { machine, one } = await paused('[watchers]\ndebounce_ms = 4000\n');
    put(machine, 'a.md');
    const before = one.clock.monotonic();
    await look(one);
    expect(one.clock.monotonic() - before).toBeGreaterThanOrEqual(4000);
    expect(fates(one)).toHaveLength(1);
  });

  it('that cannot be read takes nothing', async () => {
    const { machine, one } = await paused();
    await handOver(one);
    machine.disk.plant(layout.config, '[watchers]\nenabled = "no"\n');
    put(machine, 'a.md');
    await look(one).catch(() => undefined);
    expect(rows(one)).toEqual([]);
  });
});

describe('a loop', () => {
  it('takes ideas while it works, without a hint', async () => {
    const machine = new Machine();
    const one = machine.open();
    put(machine, 'a.md');
    let idle = 0;
    const ran = loop(one, (event, { stop }) => {
      if (event.kind !== 'idle' || event.did !== 'idle') return;
      idle += 1;
      if (idle === 1) put(machine, 'b.md', DARK.replace('dark', 'black'));
      else stop.abort();
    });
    await ran.ended;
    expect(fates(one).sort()).toEqual([
      ['a.md', 'taken', 'spec/idea-a'],
      ['b.md', 'taken', 'spec/idea-b'],
    ]);
  });

  it('says once what the system does not watch, and looks instead', async () => {
    const machine = new Machine();
    const followed: string[] = [];
    const wake = {
      watch: (
        _paths: readonly string[],
        _hint: () => void,
        failed?: (a: string, b: string) => void,
      ) => {
        failed?.(layout.at('specs/queue'), 'ENOSPC');
        return () => undefined;
      },
      follow: (folder: string, _hint: () => void, failed: (a: string, b: string) => void) => {
        followed.push(folder);
        failed(folder, 'ENOSPC');
        return () => undefined;
      },
    };
    const one = machine.open({ wake });
    let idle = 0;
    const ran = loop(one, (event, { stop }) => {
      if (event.kind !== 'idle') return;
      idle += 1;
      if (idle === 1) put(machine, 'a.md');
      else stop.abort();
    });
    await ran.ended;
    const failures = ran.events.filter(({ kind }) => kind === 'unwatched');
    expect(failures).toEqual([
      { kind: 'unwatched', path: 'ideas/inbox', why: 'ENOSPC' },
      { kind: 'unwatched', path: 'millrace-agents/specs/queue', why: 'ENOSPC' },
    ]);
    expect(followed).toEqual([INBOX]);
    expect(machine.events().filter((one) => one.event_type === 'watcher_failed')).toHaveLength(2);
    expect(fates(one)).toEqual([['a.md', 'taken', 'spec/idea-a']]);
  });
});
