import { mainName, olderOperation } from '../cli/commands.ts';
import { flagOf } from '../cli/flags.ts';
import { OLDER_COMMANDS, type OlderCommand } from '../cli/older-commands.ts';
import { PROCESSES } from '../cli/processes.ts';
import type { JsonObject } from '../operations/support/define.ts';
import { code, pageStart, table } from './markdown.ts';

/** `docs/runtime/entrypoint-mapping.md`: made from the table that the parser uses. */
export function entrypointMappingPage(): string {
  const about =
    'Which command answers a command of release 0.18.0 of the prior implementation? Every older name ' +
    'works as it stands, or says what there is instead and ends with 2. This page is made from the ' +
    'table that the terminal itself uses; `test/e2e-process/older-commands.test.ts` types each of the 52 ' +
    'in one workspace and shows how it ends. Where each field of their answers stands: ' +
    '[field mapping](field-mapping.md).';
  return [
    ...pageStart('Entrypoint mapping', about),
    ...table(['command of 0.18.0', 'here', 'what it does'], OLDER_COMMANDS.map(row)),
    'And their options:',
    '',
    ...table(
      ['option of 0.18.0', 'here'],
      [
        [code('--format text|json'), `${code('--json')} prints JSON; text is the default`],
        [code('runs trace ID --format json'), `${code('--format full')}, the trace document alone`],
        [code('runs trace --output F'), `the same; ${code('compile graph')} has it too`],
        [code('run once --mode M'), 'the same: that mode is adopted first'],
        [
          code('--config PATH'),
          "the workspace's own `millrace.toml`; another file is refused, since a plan is stale by that one",
        ],
        [code('upgrade --localize-removed, --localize-removed-from'), 'the same'],
        [
          code('run daemon --monitor, --monitor-log, --max-ticks'),
          'the same, with the same lines ([field mapping](field-mapping.md#the-monitor))',
        ],
        [code('status watch --max-updates N --interval-seconds S'), 'the same'],
        [code('queue repair-lineage --root-spec-id ID --apply'), 'the same'],
        [code('skills export ID --output F'), 'the same; F may also be a folder'],
        [
          code('skills install --force, --update'),
          `not here: ${code('--replace')}, which a person agrees to`,
        ],
        [
          code('skills install --target, skills promote into a checkout'),
          `not here: a skill goes into the workspace, and elsewhere by ${code('skills export')}`,
        ],
        [
          code('skills create, improve --mode, --foreground'),
          'not here: the mode is that of the workspace, and whoever runs it takes the request up',
        ],
      ],
    ),
    'Answers differ in one thing everywhere: each names its root spec, item and state, and says in `next` ' +
      'what to do. Exit codes tell classes of ends apart ([commands](../reference/cli.md)); the prior ' +
      'implementation ends with 0 or 1.',
    '',
  ].join('\n');
}

function row(command: OlderCommand): string[] {
  const name = code(command.name);
  if (command.is === 'process') {
    const found = Object.values(PROCESSES).find((one) => one.name === command.process);
    return [name, code(`millrace ${command.process}`), found?.title ?? ''];
  }
  const operation = olderOperation(command);
  if (operation === undefined) return [name, 'the same', titleOf(command.name)];
  if (command.is === 'same') return [name, 'the same', operation.title];
  const words = [mainName(operation), ...flags(command.input)].join(' ');
  return [name, code(`millrace ${words}`), operation.title];
}

function titleOf(name: string): string {
  const found = Object.values(PROCESSES).find((one) => one.name === name);
  return found?.title ?? 'Print the version';
}

function flags(input: JsonObject): string[] {
  return Object.entries(input).map(([name, value]) =>
    value === true ? `--${flagOf(name)}` : `--${flagOf(name)} ${String(value)}`,
  );
}
