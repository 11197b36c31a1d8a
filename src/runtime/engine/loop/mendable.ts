import { groupOf, type MillraceError } from '../../errors/errors.ts';

/**
 * Refusals that whoever operates the workspace ends by mending something; the loop tries again
 * until then.
 */
const MENDED_BY_HAND = ['disk_full', 'keeper_cannot_start'];
const NOT_MENDED = [
  'workspace_not_initialized',
  'workspace_foreign',
  'workspace_owned',
  'platform_not_supported',
  'journal_went_back',
];

export function canBeMended({ code }: MillraceError): boolean {
  const group = groupOf(code);
  const byHand = group === 'operator' || group === 'author' || MENDED_BY_HAND.includes(code);
  return byHand && !NOT_MENDED.includes(code);
}
