import { lazyBackend } from '../backend/lazy.ts';
import { MillraceServer } from '../mcp/server.ts';
import { serveStdio } from '../mcp/stdio.ts';
import { warn } from './say.ts';
import { optionsOf, rootOf, usageOf } from './usage.ts';

const NAME = 'mcp';
const USAGE_EXIT_CODE = 2;

/** `millrace mcp [--workspace PATH]`. */
export async function main(words: readonly string[], version: string): Promise<void> {
  const root = rootIn(words);
  if (root === null) {
    warn(`Usage: ${usageOf(NAME)}`);
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  await serveStdio(new MillraceServer({ backend: lazyBackend, root, version, log: warn }), warn);
}

/** null = the words are not understood. */
function rootIn(words: readonly string[]): string | null {
  try {
    return rootOf(optionsOf(NAME, words, ['workspace']));
  } catch {
    return null;
  }
}
