import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/compiler/index.ts';
import { permission } from '../../src/runtime/plan/index.ts';
import { HARNESSES } from '../../src/runtime/runners/index.ts';
import { diskOf, ROOT } from '../support/compiler/workspace.ts';

/** Pointers of everything that is wrong with such a table. */
function refused(table_name: string, lines: readonly string[]): string[] {
  const toml = [`[runners.${table_name}]`, ...lines].join('\n');
  const { diagnostics } = readConfig({
    disk: diskOf(new Map([['millrace.toml', toml]])),
    root: ROOT,
  });
  return diagnostics.map(({ code, pointer }) => `${code} ${pointer}`);
}

/** The rows come from the registry: a harness that is added there is judged here. */
describe.each(HARNESSES)('the table of $title', (harness) => {
  const { table_name, subcommand, reserved_flags, permission_levels } = harness;
  const at = `runner_setting_invalid /runners/${table_name}`;
  const first = subcommand === null ? [] : [subcommand];

  it('may be empty, and may repeat its defaults', () => {
    expect(refused(table_name, [])).toEqual([]);
    expect(refused(table_name, [`args = ${JSON.stringify(first)}`])).toEqual([]);
  });

  it.each(reserved_flags)('may not say %s', (flag) => {
    const args = [...first, flag];
    expect(refused(table_name, [`args = ${JSON.stringify(args)}`])).toEqual([
      `${at}/args/${first.length}`,
    ]);
  });

  it('may say a flag that nobody reserves, with its value', () => {
    const args = [...first, '--a-flag-of-mine', 'value', '--another=1'];
    expect(refused(table_name, [`args = ${JSON.stringify(args)}`])).toEqual([]);
  });

  it.each(permission.options)('may say the level %s when it can keep it', (level) => {
    const keeps = permission_levels.includes(level);
    expect(refused(table_name, [`permission_default = "${level}"`])).toEqual(
      keeps ? [] : [`${at}/permission_default`],
    );
    expect(refused(table_name, [`permission_by_model = { m = "${level}" }`])).toEqual(
      keeps ? [] : [`${at}/permission_by_model/m`],
    );
  });

  it('is not the name of a runner', () => {
    expect(refused(harness.runner, ['command = "x"'])).toEqual([
      `runner_name_reserved /runners/${harness.runner}`,
    ]);
  });
});
