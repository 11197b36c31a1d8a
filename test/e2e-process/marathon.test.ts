import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Two specs of the pattern: one that is remediated and handed back late, one with a repair. */
it('a small marathon with kills ends like one without', async () => {
  const words = ['bench/marathon/run.mjs', '--scale', '0.18', '--kills', '6', '--only', 'played'];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root });
  expect(stdout).toMatch(/^played stages, owner killed {2}2 .* yes/m);
  expect(stdout).toContain('memory');
});
