import { parseArgs } from 'node:util';
import { lazyBackend } from '../backend/lazy.ts';
import { workspaceRoot } from '../backend/root.ts';
import { MillraceServer } from '../mcp/server.ts';
import { serveStdio } from '../mcp/stdio.ts';
import { printable } from '../runtime/text/printable.ts';

const USAGE_EXIT_CODE = 2;

/** `millrace mcp [--workspace PATH]`. */
export async function main(words: readonly string[], version: string): Promise<void> {
  const flag = workspaceFlag(words);
  if (flag === null) {
    process.stderr.write('Usage: millrace mcp [--workspace PATH]\n');
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  const log = (text: string) => process.stderr.write(printable(`${text}\n`));
  const root = workspaceRoot(flag, process.env, process.cwd());
  await serveStdio(new MillraceServer({ backend: lazyBackend, root, version, log }), log);
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
