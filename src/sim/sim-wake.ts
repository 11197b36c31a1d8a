import type { Wake } from '../runtime/ports/small.ts';

/** Gives no hints: whoever waits has to look. */
export const silentWake: Wake = { watch: () => () => {}, follow: () => () => {} };
