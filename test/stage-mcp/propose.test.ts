import { beforeEach, describe, expect, it } from 'vitest';
import { DOCUMENT_SIZE_BYTES_MAX } from '../../src/runtime/documents/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { type Agent, agentAt, attemptOn, DIRECTORY, put, REQUEST, thread } from './support/desk.ts';

let disk = new SimDisk();
let agent: Agent;
beforeEach(async () => {
  disk = new SimDisk();
  attemptOn(disk);
  agent = await agentAt(disk);
});

const propose = (text: string) => agent.call('propose_work', { text });
const proposed = () => {
  const work = `${DIRECTORY}/out/work/`;
  return Object.fromEntries(
    Object.entries(disk.dump(`${DIRECTORY}/out`)).flatMap(([path, text]) =>
      path.startsWith(work) ? [[path.slice(work.length), text]] : [],
    ),
  );
};

describe('propose_work', () => {
  it('writes the document and answers the id that it will get', async () => {
    expect(await propose(thread('weft'))).toEqual({
      proposed: 'thread/weft',
      file: 'out/work/weft.md',
      proposals: 1,
    });
    expect(proposed()).toEqual({ 'weft.md': thread('weft') });
  });

  it('replaces a document of the same id, whoever wrote it under whatever name', async () => {
    put(disk, 'out/result.json', '{}');
    disk.mkdir(`${DIRECTORY}/out/work`);
    put(disk, 'out/work/by-hand.md', thread('weft'));
    const better = thread('weft', '- It is blue');
    expect(await propose(better)).toMatchObject({ file: 'out/work/by-hand.md', proposals: 1 });
    expect(proposed()).toEqual({ 'by-hand.md': better });
    put(disk, 'out/work/woof.md', thread('weft-2'));
    expect(await propose(thread('woof'))).toMatchObject({ file: 'out/work/thread-woof.md' });
  });

  it.each<[string, string]>([
    ['prose', '# A\n\nJust prose.\n'],
    ['missing fields', '# A\n\nThread-ID: a\n'],
    ['a wrong choice', thread('a').replace('wool', 'steel')],
    ['an id that is none', thread('a b')],
    ['itself as a dependency', thread('a', '', 'Uses:', '- a')],
    ['another lineage', thread('a').replace('Fibre', 'Root-Cloth: red\nFibre')],
    ['a NUL', thread('a\u0000')],
    ['too much', `${thread('a')}\n${'x'.repeat(DOCUMENT_SIZE_BYTES_MAX)}`],
  ])('refuses %s and writes nothing', async (what, text) => {
    expect({ [what]: await propose(text) }).toMatchSnapshot();
    expect(proposed()).toEqual({});
  });

  it('notes what is neither proposed nor known, until it is', async () => {
    const knot = thread('knot', '', 'Uses:', '- warp', '- weft');
    const loose = 'out/work/knot.md: depends on weft, which is neither proposed nor known';
    expect(await propose(knot)).toMatchObject({ notes: [loose] });
    expect(await propose(thread('weft'))).toEqual({
      proposed: 'thread/weft',
      file: 'out/work/weft.md',
      proposals: 2,
    });
  });

  it('refuses what closes a circle', async () => {
    await propose(thread('a', '', 'Uses:', '- b'));
    expect(await propose(thread('b', '', 'Uses:', '- a'))).toEqual([
      'the proposed documents depend on each other in a circle: thread/a -> thread/b -> thread/a',
    ]);
    expect(Object.keys(proposed())).toEqual(['a.md']);
  });

  it('says which id a taken one becomes', async () => {
    expect(await propose(thread('warp'))).toEqual({
      proposed: 'thread/warp-2',
      file: 'out/work/warp.md',
      proposals: 1,
      notes: ['the id warp is taken'],
    });
  });

  it('goes on beside a file that is wrong, and says what is wrong with it', async () => {
    disk.mkdir(`${DIRECTORY}/out/work`);
    put(disk, 'out/work/by-hand.md', thread('b').replace('wool', 'steel'));
    expect(await propose(thread('a'))).toMatchObject({
      proposed: 'thread/a',
      notes: [expect.stringMatching(/^out\/work\/by-hand.md: line 5: .*steel/)],
    });
  });

  it('knows a new revision of the item', async () => {
    const work = { ...REQUEST.work, family: 'thread', id: 'silk', file: 'work_item.md' };
    const node = { ...REQUEST.node, may_revise: true };
    const { title = '', root = null, idea = null } = work;
    put(
      disk,
      'in/request.json',
      JSON.stringify({ ...REQUEST, work: { ...work, title, root, idea }, node }),
    );
    put(disk, 'in/work_item.md', thread('silk').replace('Fibre', 'Root-Cloth: old\nFibre'));
    expect(await propose(thread('silk', '- It shines'))).toMatchObject({ revises: 'thread/silk' });
    expect(await propose(thread('silk').replace('Fibre', 'Root-Cloth: new\nFibre'))).toEqual([
      'root_cloth is new, but this work belongs to old; leave the field out',
    ]);
  });
});
