import { parseArgs } from 'node:util';
import { workspaceRoot } from '../backend/root.ts';
import { installService, type Service, serviceOf, uninstallService } from '../backend/service.ts';
import { PROCESSES } from '../cli/help.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { fail, say } from './say.ts';

const USAGE = PROCESSES.find(({ name }) => name === 'service')?.usage ?? '';

/**
 * `millrace service ...`: what brings a loop back after a reboot. Writes or removes one file, and
 * says so.
 */
export async function main(words: readonly string[]): Promise<void> {
  try {
    const { action, root } = parse(words);
    say(perform(action, serviceOf(root)).join('\n'));
  } catch (thrown) {
    fail(thrown);
  }
}

type Action = 'install' | 'uninstall' | 'status';

function perform(action: Action, service: Service): string[] {
  const { place, installed } = service;
  const named = [`service: ${place.name}`, `file: ${place.path}`];
  if (action === 'status') {
    const what = installed ? 'the file is there' : 'not installed';
    const next = installed ? place.enable : ['millrace service install'];
    return [...named, `installed: ${installed}`, `state: ${what}`, `next: ${next.join(' && ')}`];
  }
  if (action === 'uninstall') {
    const removed = uninstallService(service);
    return [...named, `removed: ${removed}`, `next: ${place.disable.join(' && ')}`];
  }
  const written = installService(service);
  return [
    ...named,
    `written: ${written}`,
    `next: ${place.enable.join(' && ')}`,
    'note: the service runs the loop only while run_start is in force; run_stop ends it for good.',
  ];
}

function parse(words: readonly string[]): { action: Action; root: string } {
  const [action] = words;
  if (action !== 'install' && action !== 'uninstall' && action !== 'status') throw badUsage();
  try {
    const { values } = parseArgs({
      args: words.slice(1),
      options: { workspace: { type: 'string' } },
    });
    return { action, root: workspaceRoot(values.workspace, process.env, process.cwd()) };
  } catch {
    throw badUsage();
  }
}

function badUsage(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'millrace service does not understand this',
    expected: USAGE,
    next: 'Correct the command and call it again.',
  });
}
