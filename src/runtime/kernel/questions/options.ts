/** Options of a question whether an amendment that somebody else proposed is made. */
export const APPLY = 'apply it';
export const LEAVE = 'leave the contract as it is';

/** Options of a review; words of one's own say what is to be changed. */
export const ACCEPT = 'accept';
export const KEEP = 'keep mine';

/** Options of a question what is to become of work that reached a limit or was refused too often. */
export const LEAVE_IT = 'leave it as it stands';
export const WITHDRAW = 'withdraw it';
export const REMEDY = 'remedy it once more';

/** Options of a question about work of another lineage that came from this one. */
export const BRING_IN = 'bring it in';
export const JUDGE_WITHOUT = 'judge without it';

export function allowMore(grant: number): string {
  return `allow ${grant} more`;
}
