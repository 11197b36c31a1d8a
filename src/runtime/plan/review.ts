import { z } from 'zod';

/** What an owner may want to see before it counts: the items of the contract, or how the work is cut. */
export const review = z.enum(['contract', 'plan']);
export type Review = z.infer<typeof review>;
