import type { WaitLimit } from '../operations/support/context.ts';

/**
 * How long clients are known to wait for one answer, by the names that they give themselves. Codex
 * ends a call after 300 seconds whatever is reported; Claude Code ends one that reports nothing for 30
 * minutes, and a wait reports every few seconds.
 */
const KNOWN: Readonly<Record<string, number>> = {
  'claude-code': 10_800,
  'codex-mcp-client': 290,
};
/** Of a client that is not known: it may say itself that it waits longer. */
const UNKNOWN: WaitLimit = { default_seconds: 45, max_seconds: 240 };

export function waitLimitOf(client: string): WaitLimit {
  const seconds = Object.hasOwn(KNOWN, client) ? KNOWN[client] : undefined;
  return seconds === undefined ? UNKNOWN : { default_seconds: seconds, max_seconds: seconds };
}
