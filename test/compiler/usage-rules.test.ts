import { expect, it } from 'vitest';
import { readConfig } from '../../src/compiler/index.ts';
import { diskOf, ROOT } from '../support/compiler/workspace.ts';
import { world } from '../support/compiler/world.ts';

function diagnosticsOf(toml: string): string[] {
  const disk = diskOf(new Map([...world(), ['millrace.toml', toml]]));
  return readConfig({ disk, root: ROOT }).diagnostics.map(
    ({ code, pointer, message, next }) => `${code} ${pointer}: ${message} ${next}`,
  );
}

const rule = (id: string, window = 'calendar_day') =>
  `[[usage_governance.runtime_token_rules.rules]]\nrule_id = "${id}"\nwindow = "${window}"\nthreshold = 5\n`;

it('refuses a rule that is declared twice, in either list', () => {
  const quota =
    '[[usage_governance.subscription_quota_rules.rules]]\n' +
    'rule_id = "a"\nwindow = "weekly"\npause_at_percent_used = 90\n';
  const found = diagnosticsOf(`${rule('a')}${rule('b')}${rule('a', 'per_run')}${quota}`);
  expect(found.filter((line) => line.startsWith('id_duplicate'))).toEqual([
    'id_duplicate /usage_governance/runtime_token_rules/rules/2/rule_id: The rule "a" is declared ' +
      'twice, first at /usage_governance/runtime_token_rules/rules/0/rule_id. ' +
      'Give one of them another rule_id: a pause names the rule that caused it.',
    'id_duplicate /usage_governance/subscription_quota_rules/rules/0/rule_id: The rule "a" is declared ' +
      'twice, first at /usage_governance/runtime_token_rules/rules/0/rule_id. ' +
      'Give one of them another rule_id: a pause names the rule that caused it.',
  ]);
});

it.each([
  ['Europe/Berln', 'Did you mean "Europe/Berlin"?'],
  ['utc+1', 'Known: Africa/'],
  ['+02:00', 'Known: Africa/'],
])('refuses the time zone %s, which no clock shows', (zone, hint) => {
  const [found = ''] = diagnosticsOf(`[usage_governance]\ncalendar_timezone = "${zone}"\n`);
  expect(found).toContain(
    `value_invalid /usage_governance/calendar_timezone: No time zone is called`,
  );
  expect(found).toContain(hint);
});

it('takes zones by any of their names', () => {
  const zones = ['UTC', 'Etc/UTC', 'Europe/Berlin', 'US/Pacific', 'Asia/Calcutta'];
  expect(
    zones.flatMap((zone) => diagnosticsOf(`[usage_governance]\ncalendar_timezone = "${zone}"\n`)),
  ).toEqual([]);
});

it('names the nearest window for one that is not known', () => {
  expect(diagnosticsOf(rule('a', 'calender_day'))[0]).toContain('Did you mean "calendar_day"?');
});
