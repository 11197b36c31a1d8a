import { expect, it } from 'vitest';
import { readOptions } from '../../src/cli/process-words.ts';
import { PROCESSES } from '../../src/cli/processes.ts';
import { readPolicy, trustPolicy } from '../../src/user/trust/policy.ts';
import { blocks, commands, page } from '../support/guide-page.ts';

it('shows a policy that can be used, and names every key', () => {
  const [toml] = blocks('trust.md').filter(({ language }) => language === 'toml');
  expect(readPolicy(toml?.text ?? '')).toEqual({
    allow_yes: true,
    trust: [
      { path: '/home/me/projects', edits: false },
      { path: '/home/me/scratch', edits: true },
    ],
    decide: [{ path: '/home/me/scratch' }],
    promote: [{ path: '/home/me/scratch' }],
  });
  for (const key of Object.keys(trustPolicy.shape)) expect(toml?.text).toContain(key);
});

it('shows commands that are understood', () => {
  const shown = commands('trust.md').map((words) => words.slice(1, words.indexOf('#')));
  const options = shown.map((words) => Object.keys(readOptions(PROCESSES.trust, words)));
  expect(options).toEqual([[], ['list'], ['revoke'], ['edits']]);
  expect(page('trust.md')).toContain('--yes');
});
