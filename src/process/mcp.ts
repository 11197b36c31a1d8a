import { lazyBackend } from '../backend/lazy.ts';
import { opening } from '../backend/opening.ts';
import { findRoot } from '../backend/root.ts';
import { ownStage } from '../backend/stage.ts';
import { badUsage, readOptions } from '../cli/process-words.ts';
import { SERVER_PROCESSES } from '../cli/server-processes.ts';
import { MillraceServer } from '../mcp/server.ts';
import { serveStdio } from '../mcp/stdio.ts';
import { NodeClock } from '../runtime/host/clock.ts';
import { realPath } from '../runtime/host/real-path.ts';
import { runProcess } from './run.ts';
import { warn } from './say.ts';

/** `millrace mcp [--workspace PATH]`. */
export function main(words: readonly string[], version: string): Promise<void> {
  return runProcess(SERVER_PROCESSES.mcp, words, async () => {
    const { workspace, tools = 'core' } = readOptions(SERVER_PROCESSES.mcp, words);
    if (tools !== 'core' && tools !== 'full') {
      throw badUsage(SERVER_PROCESSES.mcp, '--tools is core or full');
    }
    // A workspace that nobody can have meant is refused by each call, where a client shows it.
    const found = findRoot(workspace, process.env, process.cwd(), warn);
    const server = new MillraceServer({
      backend: lazyBackend,
      ...found,
      stage: ownStage,
      opening: () => opening(found.root, process.env),
      clock: new NodeClock(),
      realPath,
      tools,
      version,
      log: warn,
    });
    await serveStdio(server, warn);
  });
}
