import { tellLoopFailed, tryTargets } from '../backend/notify.ts';
import { readAction } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import { rootOf, runProcess } from './run.ts';
import { say } from './say.ts';

/** What systemd says of a service that ended as it should. */
const ENDED_WELL = 'success';

/** `millrace notify test`; `notify owner-gone` is what the service of a loop calls after its end. */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.notify, words, () => {
    const { action, values } = readAction(PROCESSES.notify, words);
    const root = rootOf(values);
    return action === 'test' ? test(root, values.target ?? null) : ownerGone(root);
  });
}

async function test(root: string, target: string | null): Promise<void> {
  const trials = await tryTargets(root, target);
  const lines = trials.map(({ name, sent }) =>
    sent.ok ? `${name}: sent` : `${name}: failed, ${sent.reason}`,
  );
  say(lines.join('\n'));
  if (trials.some(({ sent }) => !sent.ok)) process.exitCode = EXIT_CODES.operator;
}

async function ownerGone(root: string): Promise<void> {
  const { SERVICE_RESULT } = process.env;
  if (SERVICE_RESULT !== ENDED_WELL) await tellLoopFailed(root, SERVICE_RESULT ?? null);
}
