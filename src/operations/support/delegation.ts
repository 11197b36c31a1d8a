import { isMillraceError } from '../../runtime/errors/errors.ts';
import { exhausted } from '../../runtime/errors/exhausted.ts';
import { DELEGATIONS } from '../../runtime/ports/delegation.ts';
import { isTerminal, type OperationContext } from './context.ts';

const QUESTION =
  'May agents hand long work over to Millrace? ask: only when you ask for it. suggest: they may propose ' +
  'it. allow: at their discretion.';
const CHANGE = '`millrace policy delegation ask|suggest|allow` in a terminal changes that';

/**
 * The first time that an agent hands work over, its user is asked what agents may do on their own. Returns
 * what came of it, for the notes of the answer; nothing is refused for it.
 */
export async function settleDelegation(context: OperationContext): Promise<string[]> {
  if (isTerminal(context)) return [];
  const { policy, note } = await context.delegation();
  if (policy !== null) return [];
  const choice = await context.choose(QUESTION, 'delegation', DELEGATIONS);
  const noted = note === null ? [] : [note];
  switch (choice.kind) {
    case 'chosen':
      return [...noted, ...(await kept(context, choice.option))];
    case 'declined':
    case 'not_asked':
      return [...noted, `Nobody said what agents may do: delegate only when asked; ${CHANGE}.`];
    default:
      return exhausted(choice);
  }
}

async function kept(context: OperationContext, option: string): Promise<string[]> {
  const policy = DELEGATIONS.find((one) => one === option) ?? 'ask';
  try {
    await context.keepDelegation(policy);
    return [`The person chose delegation "${policy}"; ${CHANGE}.`];
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    return [`Delegation "${policy}" could not be kept: ${error.facts.what}.`];
  }
}
