/** Requests that are served in a second, of all pages together, and how many may come at once. */
export const PAGE_RATE = { per_second: 500, at_once: 1000 };
/** Calls that are answered at the same time; streams do not count. */
export const ANSWERS_AT_ONCE_MAX = 100;
/** Streams of pages that are open at once. */
export const STREAMS_MAX = 64;
/** Workspaces of which one page hears; those that were named, or seen last, come first. */
export const FOLLOWED_MAX = 32;
/** Workspaces that a page lists. */
export const LISTED_MAX = 200;
/** How often a page hears that its stream is alive. */
export const KEEP_ALIVE_MS = 15_000;
/** How long a page waits before it connects anew. */
export const RETRY_MS = 1000;
/** What may wait for a page that does not read; beyond it the stream is cut, and the page asks anew. */
export const UNREAD_BYTES_MAX = 1024 * 1024;
/** How long it takes until a workspace that cannot be read is looked at again. */
export const AGAIN_MS = 1000;
/** What a page asks for at once. */
export const ROWS_MAX = 1000;
export const LOG_LINES_MAX = 2000;
export const DIFF_LINES_MAX = 5000;
export const ARTIFACT_BYTES_MAX = 1024 * 1024;
