import { lazyBackend } from '../backend/lazy.ts';
import { tellOfEnvironment, workspaceRoot } from '../backend/root.ts';
import { MillraceServer } from '../mcp/server.ts';
import { serveStdio } from '../mcp/stdio.ts';
import { warn } from './say.ts';
import { optionsOf, usageOf } from './usage.ts';

const NAME = 'mcp';
const USAGE_EXIT_CODE = 2;

/** `millrace mcp [--workspace PATH]`. */
export async function main(words: readonly string[], version: string): Promise<void> {
  const flag = workspaceFlag(words);
  if (flag === null) {
    warn(`Usage: ${usageOf(NAME)}`);
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  tellOfEnvironment(process.env, warn);
  // A workspace that nobody can have meant is refused by each call, where a client shows it.
  const root = workspaceRoot(flag, process.env, process.cwd());
  await serveStdio(new MillraceServer({ backend: lazyBackend, root, version, log: warn }), warn);
}

/** null = the words are not understood. */
function workspaceFlag(words: readonly string[]): string | undefined | null {
  try {
    return optionsOf(NAME, words, ['workspace']).get('workspace');
  } catch {
    return null;
  }
}
