/** Options of a question whether an amendment that somebody else proposed is made. */
export const APPLY = 'apply it';
export const LEAVE = 'leave the contract as it is';
