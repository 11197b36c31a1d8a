/** Requests that are served in a second, of all clients together, and how many may come at once. */
export const SERVED_RATE = { per_second: 500, at_once: 1000 };
/** The same of those that are refused before anything of them is read. */
export const REFUSED_RATE = { per_second: 20, at_once: 100 };
/** Calls that are answered at the same time. A wait or a stream counts until it is over. */
export const CALLS_AT_ONCE_MAX = 200;
/** What bodies of requests may take up together while they are read. */
export const BODIES_BYTES_MAX = 64 * 1024 * 1024;
/** Of a body that is too large, so much is read and thrown away before its client is told. */
export const DISCARDED_BYTES_MAX = 32 * 1024 * 1024;
/** Workspaces that are kept open; of more, the one that nobody asked about for longest is closed. */
export const WORKSPACES_OPEN_MAX = 32;
/** How often a client hears that its stream is alive. */
export const KEEP_ALIVE_MS = 15_000;
/** Streams on which one workspace tells of changes. */
export const SUBSCRIPTIONS_MAX = 128;
