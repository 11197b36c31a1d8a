import { lazyBackend } from '../backend/lazy.ts';
import { findRoot } from '../backend/root.ts';
import { readOptions } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { MillraceServer } from '../mcp/server.ts';
import { serveStdio } from '../mcp/stdio.ts';
import { runProcess } from './run.ts';
import { warn } from './say.ts';

/** `millrace mcp [--workspace PATH]`. */
export function main(words: readonly string[], version: string): Promise<void> {
  return runProcess(PROCESSES.mcp, words, async () => {
    const { workspace } = readOptions(PROCESSES.mcp, words);
    // A workspace that nobody can have meant is refused by each call, where a client shows it.
    const found = findRoot(workspace, process.env, process.cwd(), warn);
    const server = new MillraceServer({ backend: lazyBackend, ...found, version, log: warn });
    await serveStdio(server, warn);
  });
}
