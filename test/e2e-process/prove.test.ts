import { expect } from 'vitest';
import { it } from './support/test.ts';

const QUICK_MS_MAX = 240_000;

it(
  'proves quickly on this machine that nothing is lost and nothing happens twice',
  async ({ empty: workspace }) => {
    const { code, out, err } = await workspace.run('prove', '--quick');
    expect(out).toContain('0 violations');
    expect([code, err]).toEqual([0, expect.stringContaining('processes: 1 cases')]);
  },
  QUICK_MS_MAX,
);
