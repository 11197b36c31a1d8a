import { expect, it } from 'vitest';
import { action, ending, rule, scenario } from '../../src/scripted/scenario.ts';
import { blocks, page } from '../support/guide-page.ts';

function firstCells(heading: string): string[] {
  const [, section = ''] = page('scenarios.md').split(`## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  return [...table.matchAll(/^\| `([a-z_]+)`/gm)]
    .map(([, name = '']) => name)
    .filter((name) => !['do', 'kind'].includes(name));
}

it('the page of scenarios names every action, ending and key of a rule', () => {
  expect(firstCells('Actions')).toEqual(action.options.map((one) => one.shape.do.value));
  expect(firstCells('Endings')).toEqual(ending.options.map((one) => one.shape.kind.value));
  expect(firstCells('Rules').sort()).toEqual(Object.keys(rule.shape).sort());
});

it('names the fields of each', () => {
  const rows = page('scenarios.md').split('\n');
  for (const one of [...action.options, ...ending.options]) {
    const { do: does, kind, ...fields } = { do: undefined, kind: undefined, ...one.shape };
    const name = (does ?? kind)?.value;
    if (name === 'usage') continue;
    const row = rows.find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    for (const field of Object.keys(fields))
      expect([name, row]).toEqual([name, expect.stringContaining(`\`${field}\``)]);
  }
});

it('shows a scenario that is one', () => {
  const [example] = blocks('scenarios.md');
  expect(() => scenario.parse(JSON.parse(example?.text ?? ''))).not.toThrow();
});
