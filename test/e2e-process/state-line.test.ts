import { describe, expect } from 'vitest';
import { it } from './support/test.ts';

describe.concurrent('millrace state-line', () => {
  it('says nothing where no workspace is', async ({ empty }) => {
    expect(await empty.run('state-line')).toEqual({ code: 0, out: '', err: '' });
  });

  it('says in one line how the workspace stands, from a folder in it too', async ({ offline }) => {
    offline.write('deep/er/file.txt', '');
    offline.env.CLAUDE_PROJECT_DIR = offline.at('deep/er');
    expect(await offline.run('state-line')).toEqual({
      code: 0,
      out: 'Millrace in this folder (simulated): idle.\n',
      err: '',
    });
  });

  it('fails no session over a workspace that cannot be read', async ({ offline }) => {
    offline.remove('millrace-agents/journal');
    offline.write('millrace-agents/journal', 'no folder\n');
    const { code, out, err } = await offline.run('state-line');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Millrace in this folder: .+\n$/);
    expect(await offline.run('state-line', '--wrong')).toMatchObject({ code: 0, err: '' });
  });
});
