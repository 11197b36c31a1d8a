import { HARNESSES, type Harness, type HarnessTable } from '../runtime/runners/index.ts';
import type { Config } from './config-schema.ts';
import { pointer, quote, type Report } from './diagnostics.ts';
import { CONFIG_FILE } from './support/files.ts';

type Path = readonly (string | number)[];
type Level = HarnessTable['permission_default'];
type Refuse = (path: Path, what: string, next: string) => void;

/** What the tables of the harnesses may not say: it would break what is sent to one or read from it. */
export function checkRunnerSettings({ runners }: Config, report: Report): void {
  for (const harness of HARNESSES) {
    const refuse: Refuse = (path, what, next) => {
      const place = { file: CONFIG_FILE, pointer: pointer('runners', harness.table_name, ...path) };
      report.error('runner_setting_invalid', place, what, next);
    };
    const { table, problems } = harness.configure(runners[harness.table_name]);
    table.args.forEach((arg, index) => {
      checkArgument(harness, table.args, arg, index, refuse);
    });
    for (const { path, what, next } of problems) refuse(path, what, next);
    checkPermissions(harness, table, refuse);
  }
}

function checkArgument(
  { title, subcommand, reserved_flags }: Harness,
  all: readonly string[],
  arg: string,
  index: number,
  refuse: Refuse,
): void {
  const wrong = (what: string, next: string) => refuse(['args', index], what, next);
  if (subcommand !== null && index === 0) {
    if (arg === subcommand) return;
    const what = `${title} is run by ${subcommand}, not by ${quote(arg)}.`;
    return wrong(what, `Begin with ${quote(subcommand)}.`);
  }
  const flag = reserved_flags.find((one) => isFlag(arg, one));
  if (flag !== undefined) {
    wrong(`${flag} is for the runner itself to say.`, 'Remove it from the arguments.');
  } else if (arg === '-' || arg === '--') {
    wrong(`${quote(arg)} would end the arguments of the runner.`, 'Remove it from the arguments.');
  } else if (!arg.startsWith('-') && !follows(all, index)) {
    wrong(`${quote(arg)} would be taken for a prompt or a command.`, 'Put its flag before it.');
  }
}

/** `--flag`, `--flag=value`, and for short ones `-fvalue`. */
function isFlag(arg: string, flag: string): boolean {
  if (arg === flag || arg.startsWith(`${flag}=`)) return true;
  return /^-[A-Za-z]$/.test(flag) && arg.startsWith(flag);
}

/** Whether it can be the value of a flag: one stands before it, with nothing but values between. */
function follows(all: readonly string[], index: number): boolean {
  return all.slice(0, index).some((arg) => arg.startsWith('-') && !arg.includes('='));
}

function checkPermissions(harness: Harness, table: HarnessTable, refuse: Refuse): void {
  const check = (level: Level, ...path: string[]) => {
    if (harness.permission_levels.includes(level)) return;
    const next = 'Remove the level, run all of it in a sandbox of yours, or choose another runner.';
    refuse(path, whyNoLevel(harness), next);
  };
  check(table.permission_default, 'permission_default');
  for (const key of ['permission_by_stage', 'permission_by_model'] as const) {
    for (const [name, level] of Object.entries(table[key])) check(level, key, name);
  }
}

function whyNoLevel({ title, permission_limit, permission_levels: levels }: Harness): string {
  const named = levels.map(quote).join(' and ');
  const theirs = levels.length === 1 ? 'only permission level is' : 'permission levels are';
  return `${title} ${permission_limit}: its ${theirs} ${named}.`;
}
