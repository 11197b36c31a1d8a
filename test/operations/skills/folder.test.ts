import { describe, expect, it } from 'vitest';
import { readSkillFolder } from '../../../src/backend/skill-folder.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';

const TEXT = '---\nname: testing\ndescription: How to test.\n---\n# Testing\n\nRun all of it.\n';

function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): SimDisk {
  const disk = new SimDisk();
  disk.plant('/home/testing/SKILL.md', TEXT);
  for (const [path, content] of Object.entries(files)) disk.plant(`/home/testing/${path}`, content);
  return disk;
}

describe('the folder of a skill', () => {
  it('is read with what lies below it, and without what hides', () => {
    const disk = folder({ 'references/more.md': 'More.\n', '.git/config': 'secret' });
    expect(readSkillFolder(disk, '/home/testing', null)).toEqual([
      { path: 'SKILL.md', text: TEXT },
      { path: 'references/more.md', text: 'More.\n' },
    ]);
  });

  it('is not read where a link leads elsewhere, a file is no text, or it is none', () => {
    const linked = folder();
    linked.plant('/etc/secret', 'secret');
    linked.plantLink('/home/testing/more.md', '/etc/secret');
    expect(() => readSkillFolder(linked, '/home/testing', null)).toThrow('it is no regular file');
    const binary = folder({ 'logo.png': new Uint8Array([0xff, 0xfe, 0x00]) });
    expect(() => readSkillFolder(binary, '/home/testing', null)).toThrow('it is no UTF-8 text');
    const large = folder({ 'more.md': 'x'.repeat(300_000) });
    expect(() => readSkillFolder(large, '/home/testing', null)).toThrow('more than 262144 bytes');
    expect(() => readSkillFolder(folder(), '/home/absent', null)).toThrow('it is no folder');
    const many = folder(Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`${n}.md`, 'x'])));
    expect(() => readSkillFolder(many, '/home/testing', null)).toThrow('more than 60 files');
  });

  it('has to lie in the workspace for a client, also behind a link', () => {
    const disk = folder();
    disk.plant('/place/drafts/testing/SKILL.md', TEXT);
    expect(readSkillFolder(disk, 'drafts/testing', '/place')).toHaveLength(1);
    expect(() => readSkillFolder(disk, '../home/testing', '/place')).toThrow(
      'out of the workspace',
    );
    disk.plantLink('/place/linked', '/home/testing');
    expect(() => readSkillFolder(disk, 'linked', '/place')).toThrow('out of the workspace');
  });
});
