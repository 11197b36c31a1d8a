import { MillraceError } from '../../runtime/errors/errors.ts';
import type { OperationContext } from './context.ts';

/**
 * Has the person in front of a client agree to what ends or undoes something. Where nobody can be asked by
 * a form it is as it is: who calls decides.
 */
export async function requireAgreement(
  { agree }: Pick<OperationContext, 'agree'>,
  what: string,
): Promise<void> {
  if ((await agree(what)) !== false) return;
  throw new MillraceError('person_needed', {
    what: `The person did not agree, so nothing was changed. It was asked: ${what}`,
    expected: 'a form that the person fills in and accepts',
    next: 'Leave it as it is, or have the person call the same in a terminal',
  });
}
