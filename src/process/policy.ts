import { delegationNow, keepDelegation } from '../backend/delegation.ts';
import { badUsage, readAction } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { requireOutsideStage, runProcess } from './run.ts';
import { say } from './say.ts';

type Policy = (typeof PROCESSES.policy.actions)[number];

const MEANINGS: Readonly<Record<Policy, string>> = {
  ask: 'agents hand work over only when you ask for it',
  suggest: 'agents may propose to hand work over, and do it when you agree',
  allow: 'agents hand work over at their own discretion',
};

/** `millrace policy delegation [ask|suggest|allow]`: only a person at a terminal lets agents do more. */
export function main([topic, ...words]: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.policy, topic === undefined ? [] : [topic, ...words], async () => {
    if (topic !== 'delegation') throw badUsage(PROCESSES.policy, 'the first word is delegation');
    const { policy, note } = delegationNow(process.env, process.cwd());
    if (note !== null) say(`note: ${note}.`);
    if (words.length === 0) return say(lineOf(policy));
    const { action } = readAction(PROCESSES.policy, words);
    requireOutsideStage(PROCESSES.policy);
    const { actions } = PROCESSES.policy;
    const isMore = actions.indexOf(action) > actions.indexOf(policy ?? 'ask');
    if (isMore && !(await agreed(action))) return refused();
    keepDelegation(process.env, action, 'terminal');
    say(lineOf(action));
  });
}

function lineOf(policy: Policy | null): string {
  if (policy !== null) return `delegation: ${policy} (${MEANINGS[policy]})`;
  return `delegation: not set, which means ask (${MEANINGS.ask})`;
}

/** Whoever reads and writes through a pipe is no person. */
async function agreed(policy: Policy): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw noTerminal(policy);
  const { confirm } = await import('./confirm.ts');
  return confirm(`From now on ${MEANINGS[policy]}, in every workspace of yours.`, policy);
}

function refused(): void {
  say('Nothing was changed.');
  process.exitCode = EXIT_CODES.operator;
}

function noTerminal(policy: Policy): MillraceError {
  return new MillraceError('person_needed', {
    what: 'millrace policy was not called in a terminal, so nobody could be asked; nothing was changed',
    expected: 'a person who answers',
    next: `The user has to run \`millrace policy delegation ${policy}\` in a terminal`,
  });
}
