import { agree, lookAtTrust, requireYesAllowed, revoke, trustedPlaces } from '../backend/trust.ts';
import { badUsage, readOptions } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { recordLines, trustLines } from '../cli/trust-lines.ts';
import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import type { ShownTrust } from '../product/trust.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { typedWord } from '../runtime/text/shell-word.ts';
import { requireOutsideStage, rootOf, runProcess } from './run.ts';
import { say } from './say.ts';

const AGREED = 'yes';

interface Wishes {
  readonly edits?: boolean;
  readonly yes?: boolean;
}

/** `millrace trust`: only a person at a terminal agrees, or a policy that the person wrote. */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.trust, words, () => {
    const {
      list = false,
      revoke: isRevoked = false,
      ...values
    } = readOptions(PROCESSES.trust, words);
    const wishes = [list, isRevoked, values.edits === true || values.yes === true];
    if (wishes.filter(Boolean).length > 1) {
      throw badUsage(PROCESSES.trust, '--list and --revoke stand alone');
    }
    if (list) return say(recordLines(trustedPlaces()).join('\n'));
    requireOutsideStage(PROCESSES.trust);
    const root = rootOf(values);
    return isRevoked ? withdraw(root) : ask(root, values);
  });
}

async function ask(root: string, { edits = false, yes = false }: Wishes): Promise<void> {
  const found = await lookAtTrust(root);
  say(trustLines(found, { edits }).join('\n'));
  if (found.verdict.trusted && !edits) return say('Nothing is to be done: it is trusted.');
  if (yes) requireYesAllowed(found.subject.place);
  else if (!(await agreed(found))) return refused();
  agree(found, { edits });
  say(edits ? 'Trusted, with whatever changes later.' : 'Trusted as it is now.');
}

/** Whoever reads and writes through a pipe is no person. */
async function agreed({ subject }: ShownTrust): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw noTerminal(subject.place);
  process.stdout.write(`Type "${AGREED}" to trust it: `);
  return (await firstLine()).trim() === AGREED;
}

async function firstLine(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const part of process.stdin) {
    text += part;
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}

function refused(): void {
  say('Not trusted. Nothing was changed.');
  process.exitCode = EXIT_CODES.operator;
}

function withdraw(root: string): void {
  const { removed, policy } = revoke(root);
  say(
    removed > 0
      ? 'No longer trusted. A stage that runs goes on to its end.'
      : 'It was not trusted.',
  );
  if (policy) say('Your policy still trusts this folder: edit millrace/policy.toml.');
}

function noTerminal(place: string): MillraceError {
  return new MillraceError('workspace_not_trusted', {
    what: 'millrace trust was not called in a terminal, so nobody could be asked; nothing was changed',
    expected: 'a person who reads what is shown and answers',
    next:
      `The user has to run \`millrace trust --workspace ${typedWord(place)}\` in a terminal, or to write ` +
      'a policy (docs/guide/trust.md)',
  });
}
