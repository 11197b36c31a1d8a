import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { confirm } from './confirm.ts';
import { say } from './say.ts';

export interface Asking {
  readonly yes: boolean;
  readonly dry: boolean;
}

/** What a person types. */
export const YES = 'yes';

export function isAttended(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Whether a change that was shown is to be made. What is not from Millrace only a person gives away. */
export async function agreed(needs_person: boolean, { yes, dry }: Asking): Promise<boolean> {
  if (dry) {
    say('Nothing was changed: this was a dry run.');
    return false;
  }
  if (yes && !needs_person) return true;
  if (!isAttended()) throw nobody(yes);
  const what = needs_person
    ? 'What is there now is not, or not only, from millrace setup, and would be lost.'
    : 'Write it?';
  if (await confirm(what, YES)) return true;
  say('Nothing was changed.');
  process.exitCode = EXIT_CODES.operator;
  return false;
}

function nobody(yes: boolean): MillraceError {
  const next = yes
    ? 'Have a person call it in a terminal, or take that entry out of the file by hand.'
    : 'Have a person call it in a terminal, or call it with --yes.';
  return new MillraceError('person_needed', {
    what: yes
      ? 'What is there now is not, or not only, from millrace setup; nothing was changed'
      : 'millrace setup was not called in a terminal, so nobody could be asked; nothing was changed',
    expected: 'a person who reads what is shown and answers',
    next,
  });
}
