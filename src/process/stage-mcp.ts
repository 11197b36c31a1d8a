import { isAbsolute } from 'node:path';
import { serveStdio } from '../mcp/stdio.ts';
import { NodeDisk } from '../runtime/host/disk.ts';
import { printable } from '../runtime/text/printable.ts';
import { StageServer } from '../stage-mcp/server.ts';

const USAGE_EXIT_CODE = 2;

/** `millrace stage-mcp <attempt directory>`: started by the harness of that attempt. */
export async function main(words: readonly string[], version: string): Promise<void> {
  const [directory] = words;
  if (directory === undefined || !isAbsolute(directory) || words.length > 1) {
    process.stderr.write('Usage: millrace stage-mcp ATTEMPT_DIRECTORY (an absolute path)\n');
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  const log = (text: string) => process.stderr.write(printable(`${text}\n`));
  await serveStdio(new StageServer({ disk: new NodeDisk(), directory, version, log }), log);
}
