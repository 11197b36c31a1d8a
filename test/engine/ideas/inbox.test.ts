import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import { handOver, layout } from '../support/process.ts';
import { at, DARK, fates, look, paused, put, rows, state, why } from './support/inbox.ts';

describe('a file in the ideas inbox', () => {
  it('becomes a spec, once, and stays where it is', async () => {
    const { machine, one } = await paused();
    put(machine, 'Dark mode.md');
    for (let again = 0; again < 3; again += 1) await look(one);
    expect(fates(one)).toEqual([['Dark mode.md', 'taken', 'spec/idea-Dark-mode']]);
    expect(machine.disk.stat(at('Dark mode.md'))).not.toBeNull();
    const file = machine.disk.read(layout.at('specs/queue/idea-Dark-mode.md'));
    expect(new TextDecoder().decode(file ?? new Uint8Array())).toContain('Source-Type: idea');
    expect(machine.events().filter(({ event_type }) => event_type.startsWith('idea_'))).toEqual([
      expect.objectContaining({
        event_type: 'idea_normalized_to_spec',
        data: expect.objectContaining({ idea_path: 'ideas/inbox/Dark mode.md' }),
      }),
    ]);
    const other = machine.open();
    await look(other);
    expect(fates(other)).toHaveLength(1);
  });

  it('is not read while it is being written, however often somebody looks', async () => {
    const { machine, one } = await paused();
    const half = DARK.slice(0, 40);
    put(machine, 'a.md', half);
    const { sleep } = one.clock;
    // The rest of it comes while the call waits for it to be complete.
    one.clock.sleep = (ms, signal) => {
      if (ms === 250) put(machine, 'a.md', DARK);
      return sleep.call(one.clock, ms, signal);
    };
    await look(one);
    expect(rows(one)).toEqual([]);
    one.clock.sleep = sleep;
    await look(one);
    expect(fates(one)).toEqual([['a.md', 'taken', 'spec/idea-a']]);
    expect(one.runtime.rootText('idea-a').text).toContain('a switch turns it dark');
  });

  it('with the time of another is read twice all the same', async () => {
    const { machine, one } = await paused();
    put(machine, 'a.md', DARK.slice(0, 40));
    const written = machine.disk.stat(at('a.md'));
    const disk = Object.create(machine.disk, {
      stat: { value: (path: string) => (path === at('a.md') ? written : machine.disk.stat(path)) },
    });
    const liar = machine.open({ disk });
    const { sleep } = liar.clock;
    liar.clock.sleep = (ms, signal) => {
      if (ms === 250) put(machine, 'a.md', DARK.slice(0, 39));
      return sleep.call(liar.clock, ms, signal);
    };
    await look(liar);
    expect(rows(one)).toEqual([]);
  });

  it('that says nothing of what must hold is planned first', async () => {
    const { machine, one } = await paused();
    put(machine, 'a.md', 'Make it nicer.\n');
    await look(one);
    expect(one.runtime.rootText('idea-a').text).toContain('Review: contract');
  });

  it('gets a name of its own where that is taken, by a file or by work', async () => {
    const { machine, one } = await paused();
    await handOver(one);
    put(machine, 'My idea.md');
    put(machine, 'My-idea.md', DARK.replace('dark', 'black'));
    put(machine, 'idea-My-idea.md', DARK.replace('dark', 'grey'));
    await look(one);
    expect(fates(one).sort()).toEqual([
      ['My idea.md', 'taken', 'spec/idea-My-idea'],
      ['My-idea.md', 'taken', 'spec/idea-My-idea-2'],
      ['idea-My-idea.md', 'taken', 'spec/idea-My-idea-3'],
    ]);
  });

  it('is the same under another name, and when it was handed over before', async () => {
    const { machine, one } = await paused();
    const given = { family: null, text: DARK, file: 'b.md', is_idea: true, channel: 'test' };
    await one.runtime.admit(given);
    put(machine, 'a.md');
    await look(one);
    put(machine, 'b.md');
    put(machine, 'copy.md');
    await look(one);
    machine.disk.unlink(at('a.md'));
    await look(one);
    put(machine, 'a.md');
    await look(one);
    expect(fates(one).sort()).toEqual([
      ['a.md', 'known', 'spec/idea-a'],
      ['b.md', 'known', 'spec/idea-a'],
      ['copy.md', 'known', 'spec/idea-a'],
    ]);
  });

  it('that can be no work is named, with the reason, once', async () => {
    const { machine, one } = await paused();
    put(machine, 'empty.md', ' \n');
    put(machine, 'huge.md', new Uint8Array(1_100_000).fill(120));
    put(machine, 'bytes.md', new Uint8Array([0x23, 0x20, 0xff]));
    put(machine, 'notes.txt', 'x');
    put(machine, '.hidden.md', 'x');
    put(machine, 'kept.md~', 'x');
    machine.disk.plantLink(at('link.md'), '/etc/passwd');
    machine.disk.plantPipe(at('pipe.md'));
    machine.disk.mkdir(at('folder.md'));
    for (let again = 0; again < 3; again += 1) await look(one);
    expect(why(one).sort()).toMatchInlineSnapshot(`
      [
        [
          "bytes.md",
          "The document is not valid UTF-8. Save it as UTF-8 text and send it again.",
        ],
        [
          "empty.md",
          "The document cannot be accepted: It has no words.",
        ],
        [
          "folder.md",
          "is a folder, not a file",
        ],
        [
          "huge.md",
          "is larger than 1048576 bytes",
        ],
        [
          "link.md",
          "is a symbolic link, not a file",
        ],
        [
          "notes.txt",
          "is not named .md",
        ],
        [
          "pipe.md",
          "is a pipe, a socket or a device, not a file",
        ],
      ]
    `);
    const refused = machine.events().filter(({ event_type }) => event_type === 'idea_refused');
    expect(refused).toHaveLength(7);
    const { findings } = await one.runtime.doctor();
    expect(findings.filter(({ code }) => code === 'idea_waits')).toHaveLength(7);
    put(machine, 'empty.md', DARK);
    await look(one);
    expect(fates(one)).toContainEqual(['empty.md', 'taken', 'spec/idea-empty']);
  });

  it('behind a link is not looked at', async () => {
    const { machine, one } = await paused();
    machine.disk.plant('/elsewhere/inbox/a.md', DARK);
    machine.disk.plantLink(`${ROOT}/ideas`, '/elsewhere');
    await look(one);
    expect(rows(one)).toMatchObject([
      {
        key: 'ideas/inbox',
        kind: 'refused',
        text: 'ideas is a symbolic link in place of a folder, and is not followed',
      },
    ]);
    machine.disk.unlink(`${ROOT}/ideas`);
    put(machine, 'a.md');
    await look(one);
    expect(fates(one).map(([, fate]) => fate)).toEqual(['taken', 'gone']);
  });

  it('is taken in parts where there are many, and no more than a folder should hold', async () => {
    const { machine, one } = await paused();
    for (let n = 0; n < 120; n += 1) put(machine, `${n}.md`, DARK.replace('dark', `dark ${n}`));
    for (let again = 0; again < 3; again += 1) await look(one);
    expect(
      machine.events().filter((one) => one.event_type === 'idea_normalized_to_spec'),
    ).toHaveLength(120);
  });
});

describe('an edit of an idea', () => {
  it('is the new text of its spec until work has begun', async () => {
    const { machine, one } = await paused();
    put(machine, 'a.md');
    await look(one);
    put(machine, 'a.md', DARK.replace('a switch', 'a button'));
    await look(one);
    expect(fates(one)).toEqual([['a.md', 'revised', 'spec/idea-a']]);
    expect(one.runtime.rootText('idea-a').text).toContain('- a button turns it dark');
    put(machine, 'a.md', ' \n');
    await look(one);
    expect(fates(one)).toEqual([['a.md', 'refused', 'spec/idea-a']]);
    put(machine, 'a.md', DARK);
    await look(one);
    expect(fates(one)).toEqual([['a.md', 'revised', 'spec/idea-a']]);
  });

  it('counts for nothing afterwards, and its owner hears what to do', async () => {
    const { machine, one } = await paused();
    put(machine, 'a.md');
    await look(one);
    await one.runtime.control({ name: 'resume', all: true });
    for (let tick = 0; tick < 3; tick += 1) await look(one);
    expect(state(one, 'idea-a')).toBe('planning');
    await one.runtime.control({ name: 'pause', reason: 'to look' });
    put(machine, 'a.md', DARK.replace('a switch', 'a button'));
    for (let again = 0; again < 3; again += 1) await look(one);
    expect(fates(one)).toEqual([['a.md', 'edited', 'spec/idea-a']]);
    expect(one.runtime.rootText('idea-a').text).not.toContain('a button');
    const { findings } = await one.runtime.doctor();
    expect(findings.find(({ code }) => code === 'idea_waits')).toMatchObject({
      place: 'ideas/inbox/a.md',
      next: expect.stringContaining('amend'),
    });
  });

  it('of a file that was away is a new idea', async () => {
    const { machine, one } = await paused();
    put(machine, 'a.md');
    await look(one);
    machine.disk.unlink(at('a.md'));
    await look(one);
    expect(fates(one)).toEqual([['a.md', 'gone', 'spec/idea-a']]);
    put(machine, 'a.md', '# Another\n\nDone when: it is there\n');
    await look(one);
    expect(fates(one)).toEqual([['a.md', 'taken', 'spec/idea-a-2']]);
  });
});
