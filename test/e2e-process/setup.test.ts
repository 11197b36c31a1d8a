import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { it } from './support/test.ts';

const PAGE = 'millrace-ops-agent-manual/SKILL.md';
const EDITED = 'millrace-loop-authoring/SKILL.md';

describe.concurrent('millrace setup', () => {
  it('puts the skills where a client reads them, once, and takes them away', async ({ empty }) => {
    const place = join(empty.folder, '.claude/skills');
    const first = await empty.run('setup', '--skills', 'claude');
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toContain(`written: ${place}/${PAGE}\n`);
    expect(readFileSync(join(place, PAGE), 'utf8')).toMatch(
      /^---\nname: millrace-ops-agent-manual\n/,
    );
    const again = await empty.run('setup', '--skills', 'claude');
    expect(again.out.match(/^unchanged: /gm)).toHaveLength(9);
    const gone = await empty.run('setup', '--skills', 'claude', '--remove');
    expect(gone.out.match(/^removed: /gm)).toHaveLength(9);
    expect(existsSync(join(place, 'millrace-ops-agent-manual'))).toBe(false);
    expect(existsSync(place)).toBe(true);
  });

  it('leaves alone what is not as it was put there', async ({ empty }) => {
    const place = join(empty.root, 'skills');
    await empty.run('setup', '--skills', './skills');
    writeFileSync(join(place, EDITED), 'mine\n');
    const { out } = await empty.run('setup', '--skills', './skills', '--remove');
    expect(out).toContain(`kept: ${place}/${EDITED}\n`);
    expect(out).toContain(
      'next: one file is not as this release brings it: look at it, move it away',
    );
    expect(readFileSync(join(place, EDITED), 'utf8')).toBe('mine\n');
    await empty.run('setup', '--skills', './skills');
    for (const page of [PAGE, EDITED]) writeFileSync(join(place, page), 'mine\n');
    const both = await empty.run('setup', '--skills', './skills');
    expect(both.out).toContain('next: 2 files are not as this release brings them: look at them');
  });

  it('writes through no link, and to no client that it does not know', async ({ empty }) => {
    const place = join(empty.root, 'skills');
    mkdirSync(join(place, 'millrace-loop-authoring'), { recursive: true });
    writeFileSync(join(empty.folder, 'own.txt'), 'mine\n');
    symlinkSync(join(empty.folder, 'own.txt'), join(place, EDITED));
    expect((await empty.run('setup', '--skills', place)).out).toContain(`kept: ${place}/${EDITED}`);
    expect(readFileSync(join(empty.folder, 'own.txt'), 'utf8')).toBe('mine\n');
    const unknown = await empty.run('setup', '--skills', 'emacs');
    expect([unknown.code, unknown.err.includes('claude, codex, or a folder')]).toEqual([2, true]);
    expect((await empty.run('setup')).code).toBe(2);
  });
});
