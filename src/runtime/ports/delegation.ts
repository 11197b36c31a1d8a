/**
 * What a user lets agents do with work that nobody asked them to hand over. `ask`: only when the person asks
 * for it; `suggest`: they may propose it; `allow`: at their discretion. From the least to the most.
 */
export const DELEGATIONS = ['ask', 'suggest', 'allow'] as const;
export type Delegation = (typeof DELEGATIONS)[number];
