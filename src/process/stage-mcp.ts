import { isAbsolute } from 'node:path';
import { serveStdio } from '../mcp/stdio.ts';
import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import { NodeDisk } from '../runtime/host/disk.ts';
import { StageServer } from '../stage-mcp/server.ts';
import { warn } from './say.ts';

/** `millrace stage-mcp <attempt directory>`: started by the harness of that attempt, and by nobody else. */
export async function main(words: readonly string[], version: string): Promise<void> {
  const [directory] = words;
  if (directory === undefined || !isAbsolute(directory) || words.length > 1) {
    warn('Usage: millrace stage-mcp ATTEMPT_DIRECTORY (an absolute path)');
    process.exitCode = EXIT_CODES.caller;
    return;
  }
  await serveStdio(new StageServer({ disk: new NodeDisk(), directory, version, log: warn }), warn);
}
