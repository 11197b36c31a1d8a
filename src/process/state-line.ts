import { workspaceOf } from '../backend/root.ts';
import { isMillraceError } from '../runtime/errors/errors.ts';
import { printable } from '../runtime/text/printable.ts';

/**
 * `millrace state-line [--workspace PATH]`: for the start of a client's session, which nothing here may
 * hold up or fail. Where no workspace is, it ends before the program is loaded.
 */
export async function main(words: readonly string[]): Promise<void> {
  process.stdout.on('error', () => undefined);
  const line = await said(words);
  if (line !== null) process.stdout.write(printable(`${line}\n`));
}

async function said(words: readonly string[]): Promise<string | null> {
  try {
    return words.length === 0 ? await lineOf(undefined) : await answerTo(words);
  } catch (thrown) {
    return isMillraceError(thrown) ? `Millrace in this folder: ${thrown.message}` : null;
  }
}

async function answerTo(words: readonly string[]): Promise<string | null> {
  const [{ asksForHelp, readOptions }, { processHelp }, { PROCESSES }] = await Promise.all([
    import('../cli/process-words.ts'),
    import('../cli/process-help.ts'),
    import('../cli/processes.ts'),
  ]);
  const command = PROCESSES['state-line'];
  return asksForHelp(words) ? processHelp(command) : lineOf(readOptions(command, words).workspace);
}

async function lineOf(workspace: string | undefined): Promise<string | null> {
  const root = workspaceOf(workspace, process.env, process.cwd());
  if (root === null) return null;
  const [{ backend }, { workspaceLine }] = await Promise.all([
    import('../backend/backend.ts'),
    import('../operations/support/workspace-line.ts'),
  ]);
  const runtime = await backend.openRuntime({ root, actor: 'state-line' });
  try {
    return workspaceLine(runtime.status());
  } finally {
    await runtime.close();
  }
}
