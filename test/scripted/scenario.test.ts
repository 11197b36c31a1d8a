import { expect, it } from 'vitest';
import { action, ending } from '../../src/scripted/scenario.ts';

it('the schema of scenarios explains every action and every ending with an example that is valid', () => {
  const options = [...action.options, ...ending.options];
  const unexplained = options.filter((option) => {
    const { description, examples } = option.meta() ?? {};
    if (description === undefined || !Array.isArray(examples)) return true;
    return examples.some((one) => !option.safeParse(one).success);
  });
  expect(unexplained).toEqual([]);
});
