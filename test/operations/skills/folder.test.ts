import { describe, expect, it } from 'vitest';
import { readSkill } from '../../../src/backend/skills/read-skill.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';

const TEXT = '---\nname: testing\ndescription: How to test.\n---\n# Testing\n\nRun all of it.\n';
const hash = new NodeHash();

function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): SimDisk {
  const disk = new SimDisk();
  disk.plant('/home/testing/SKILL.md', TEXT);
  for (const [path, content] of Object.entries(files)) disk.plant(`/home/testing/${path}`, content);
  return disk;
}

function read(disk: SimDisk, path: string, within: string | null = null) {
  return readSkill({ disk, hash }, path, within);
}

describe('the folder of a skill', () => {
  it('is read with what lies below it, and without what hides', async () => {
    const disk = folder({ 'references/more.md': '\ufeffMore.\r\n', '.git/config': 'secret' });
    expect(await read(disk, '/home/testing')).toEqual({
      skill: 'testing',
      files: [
        { path: 'SKILL.md', text: TEXT },
        { path: 'references/more.md', text: '\ufeffMore.\r\n' },
      ],
    });
  });

  it('is not read where a link leads elsewhere, a file is no text, or it is none', async () => {
    const linked = folder();
    linked.plant('/etc/secret', 'secret');
    linked.plantLink('/home/testing/more.md', '/etc/secret');
    await expect(read(linked, '/home/testing')).rejects.toThrow('it is no regular file');
    const binary = folder({ 'logo.png': new Uint8Array([0xff, 0xfe, 0x00]) });
    await expect(read(binary, '/home/testing')).rejects.toThrow('it is no UTF-8 text');
    const large = folder({ 'more.md': 'x'.repeat(300_000) });
    await expect(read(large, '/home/testing')).rejects.toThrow('more than 262144 bytes');
    await expect(read(folder(), '/home/absent')).rejects.toThrow('it is not there');
    const many = folder(Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`${n}.md`, 'x'])));
    await expect(read(many, '/home/testing')).rejects.toThrow('more than 60 files');
  });

  it('has to lie in the workspace for a client, also behind a link', async () => {
    const disk = folder();
    disk.plant('/place/drafts/testing/SKILL.md', TEXT);
    expect((await read(disk, 'drafts/testing', '/place')).files).toHaveLength(1);
    await expect(read(disk, '../home/testing', '/place')).rejects.toThrow('out of the workspace');
    disk.plantLink('/place/linked', '/home/testing');
    await expect(read(disk, 'linked', '/place')).rejects.toThrow('out of the workspace');
  });
});
