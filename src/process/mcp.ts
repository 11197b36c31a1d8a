import { parseArgs } from 'node:util';
import { serveStdio } from '../mcp/stdio.ts';
import { lazyBackend } from '../operations/lazy.ts';
import { workspaceRoot } from '../operations/root.ts';

/** `millrace mcp [--workspace PATH]`. */
export async function main(words: readonly string[], version: string): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { workspace: { type: 'string' } } });
  await serveStdio({
    backend: lazyBackend,
    root: workspaceRoot(values.workspace, process.env, process.cwd()),
    version,
    log: (text) => process.stderr.write(`${text}\n`),
  });
}
