import type { Terminal } from '../../src/cli/terminal.ts';

/** What the time is in it. */
export const NOW_MS = Date.parse('2026-01-02T03:07:05.000Z');

/** A pipe with nobody at its ends. */
export const PIPE: Terminal = {
  cwd: '/somewhere',
  signal: new AbortController().signal,
  colour: { out: false, err: false },
  now: () => NOW_MS,
  confirm: async () => false,
  edit: async () => null,
  input: async () => new Uint8Array(),
  save: async () => undefined,
  sleep: async () => undefined,
  out: () => undefined,
  err: () => undefined,
};
