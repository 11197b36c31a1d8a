/** By which a user agrees, in a terminal. */
export const TRUST_COMMAND = 'millrace trust';
