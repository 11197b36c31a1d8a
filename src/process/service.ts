import { installService, type Service, serviceOf, uninstallService } from '../backend/service.ts';
import { readAction } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { requireOutsideStage, rootOf, runProcess } from './run.ts';
import { say } from './say.ts';

/**
 * `millrace service ...`: what brings a loop back after a reboot. Writes or removes one file, and
 * says so.
 */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.service, words, () => {
    const { action, values } = readAction(PROCESSES.service, words);
    if (action !== 'status') requireOutsideStage(PROCESSES.service);
    const root = rootOf(values);
    say(perform(action, serviceOf(root)).join('\n'));
  });
}

type Action = (typeof PROCESSES.service.actions)[number];

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
