import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleansUp, Site } from './support/repository.ts';

cleansUp();

describe('one process that notes several folders', () => {
  it('knows for each which tracked files are ignored', () => {
    const one = new Site('one');
    one.put('.gitignore', '*.log\n');
    for (const name of ['one/a.log', 'two/b.log']) one.put(name, 'a\n');
    one.init();
    one.git('add', '-f', 'one/a.log', 'two/b.log');
    one.git('commit', '-q', '-m', 'tracked all the same');
    const two = {
      work_dir: join(one.root, 'two'),
      store: join(one.root, 'two', 'millrace-agents', 'trees'),
    };
    const notes = [one.place, two].map((place) => {
      const before = one.notes.note(place).id ?? '';
      one.put(place === two ? 'two/b.log' : 'one/a.log', 'b\n');
      const after = one.notes.note(place).id ?? '';
      return one.notes.compare(place, 'root', before, after)?.files.map(({ path }) => path);
    });
    expect(notes).toEqual([['one/a.log'], ['two/b.log']]);
  });
});

describe('a command for a shell', () => {
  it('runs nothing that a folder is named', () => {
    const one = new Site("e$(touch ran)'s");
    one.put("e$(touch ran)'s/a.txt", 'a\n');
    one.init();
    const before = one.note();
    one.put("e$(touch ran)'s/a.txt", 'b\n');
    const command = one.notes.command(one.place, before, one.note()) ?? '';
    const out = execFileSync('sh', ['-c', command], { cwd: one.root, encoding: 'utf8' });
    expect(out).toContain('+b');
    expect(one.has('ran')).toBe(false);
  });
});

describe('a folder with more that is new than one note takes', () => {
  it('is noted in steps, and no stage is said to have changed it', () => {
    const one = new Site();
    one.init();
    mkdirSync(join(one.root, 'large'));
    for (let at = 0; at < 130; at += 1) {
      const path = join(one.root, 'large', `${at}.bin`);
      writeFileSync(path, '');
      truncateSync(path, 4 * 1024 * 1024);
    }
    expect(one.note()).toMatch(/^unknown: more than \d+ bytes are new at once$/);
    const before = one.note();
    expect(before).toMatch(/^git:/);
    expect(one.note()).toBe(before);
  }, 60_000);
});
