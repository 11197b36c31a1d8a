import { installService, type Service, serviceOf, uninstallService } from '../backend/service.ts';
import { reported, say } from './say.ts';
import { badUsage, optionsOf, rootOf } from './usage.ts';

const NAME = 'service';

/**
 * `millrace service ...`: what brings a loop back after a reboot. Writes or removes one file, and
 * says so.
 */
export async function main(words: readonly string[]): Promise<void> {
  await reported(() => {
    const { action, root } = parse(words);
    say(perform(action, serviceOf(root)).join('\n'));
  });
}

type Action = 'install' | 'uninstall' | 'status';

function perform(action: Action, service: Service): string[] {
  const { file, installed } = service;
  const named = [`service: ${file.name}`, `file: ${file.path}`];
  if (action === 'status') {
    const what = installed ? 'the file is there' : 'not installed';
    const next = installed ? file.enable : ['millrace service install'];
    return [...named, `installed: ${installed}`, `state: ${what}`, `next: ${next.join(' && ')}`];
  }
  if (action === 'uninstall') {
    const removed = uninstallService(service);
    return [...named, `removed: ${removed}`, `next: ${file.disable.join(' && ')}`];
  }
  const written = installService(service);
  return [
    ...named,
    `written: ${written}`,
    `next: ${file.enable.join(' && ')}`,
    'note: the service runs the loop only while run_start is in force; run_stop ends it for good.',
  ];
}

function parse([action, ...words]: readonly string[]): { action: Action; root: string } {
  if (action !== 'install' && action !== 'uninstall' && action !== 'status') {
    throw badUsage(NAME, 'its first word is none that it knows');
  }
  return { action, root: rootOf(optionsOf(NAME, words, ['workspace'])) };
}
