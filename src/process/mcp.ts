import { parseArgs } from 'node:util';
import { serveStdio } from '../mcp/stdio.ts';
import { lazyBackend } from '../operations/lazy.ts';
import { workspaceRoot } from '../operations/root.ts';

const USAGE_EXIT_CODE = 2;

/** `millrace mcp [--workspace PATH]`. */
export async function main(words: readonly string[], version: string): Promise<void> {
  const flag = workspaceFlag(words);
  if (flag === null) {
    process.stderr.write('Usage: millrace mcp [--workspace PATH]\n');
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  await serveStdio({
    backend: lazyBackend,
    root: workspaceRoot(flag, process.env, process.cwd()),
    version,
    log: (text) => process.stderr.write(`${text}\n`),
  });
}

/** null = the words are not understood. */
function workspaceFlag(words: readonly string[]): string | undefined | null {
  try {
    return parseArgs({ args: [...words], options: { workspace: { type: 'string' } } }).values
      .workspace;
  } catch {
    return null;
  }
}
