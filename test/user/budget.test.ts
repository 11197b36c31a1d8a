import { expect, it } from 'vitest';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { UserBudget } from '../../src/user/budget.ts';

const FILE = '/home/.config/millrace/budget.toml';
const RULE = '[[rules]]\nrule_id = "a-day"\nwindow = "calendar_day"\nthreshold = 5\n';

function budgetOn(text?: string) {
  const disk = new SimDisk();
  if (text !== undefined) disk.plant(FILE, text);
  return { disk, budget: new UserBudget(disk, '/home/.config') };
}

it('is none without a file, and read again when that changes', () => {
  const { disk, budget } = budgetOn();
  expect(budget.read()).toBeNull();
  disk.plant(FILE, RULE);
  expect(budget.read()).toEqual({
    calendar_timezone: 'UTC',
    unknown_usage: 'count_as_estimate',
    estimated_stage_tokens: 200_000,
    estimated_stage_cost_usd: 1,
    rules: [{ rule_id: 'a-day', window: 'calendar_day', metric: 'total_tokens', threshold: 5 }],
  });
  disk.plant(FILE, `calendar_timezone = "Europe/Berlin"\n${RULE.replace('5', '70')}`);
  expect(budget.read()).toMatchObject({
    calendar_timezone: 'Europe/Berlin',
    rules: [{ threshold: 70 }],
  });
});

it.each([
  ['a key with a typo', RULE.replace('threshold', 'treshold'), 'rules.0'],
  [
    'a window that is about one workspace',
    RULE.replace('calendar_day', 'per_run'),
    'rules.0.window',
  ],
  ['a rule twice', RULE + RULE, 'each rule_id may be used once'],
  ['half a token', RULE.replace('5', '5.5'), 'rules.0.threshold: must be a whole number of tokens'],
  ['a zone that no clock shows', `calendar_timezone = "Berlin"\n${RULE}`, 'no time zone is called'],
  ['no TOML', '[[rules', 'line 1'],
])('refuses %s, and says where', (_, text, named) => {
  expect(() => budgetOn(text).budget.read()).toThrow(
    expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(named) }),
  );
});
