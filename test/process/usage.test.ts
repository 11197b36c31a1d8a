import { expect, it } from 'vitest';
import { PROCESSES } from '../../src/cli/help.ts';
import { badUsage, optionsOf, usageOf } from '../../src/process/usage.ts';

it('takes options with their texts, in any order', () => {
  const options = optionsOf(
    'notify',
    ['--workspace', '/w', '--target=mail'],
    ['target', 'workspace'],
  );
  expect([...options]).toEqual([
    ['target', 'mail'],
    ['workspace', '/w'],
  ]);
  expect([...optionsOf('service', [], ['workspace'])]).toEqual([]);
});

it.each([
  ['an option that is not known', ['--force', '1']],
  ['an option without its value', ['--workspace']],
  ['a word that belongs to no option', ['/w']],
])('refuses %s, and says how it is called', (_, words) => {
  expect(() => optionsOf('service', words, ['workspace'])).toThrowErrorMatchingInlineSnapshot(
    `[MillraceError: millrace service: an option is not known, or its value is missing. Expected: millrace service install|uninstall|status [--workspace PATH]. Next: Correct the command and start it again.]`,
  );
});

it('knows how each process is called', () => {
  for (const { name } of PROCESSES) expect(usageOf(name)).toContain(`millrace ${name} `);
  expect(badUsage('run daemon', '--monitor is none or basic')).toMatchObject({
    code: 'input_invalid',
    facts: { expected: usageOf('run daemon') },
  });
});
