import { openWorkspace } from '../backend/host.ts';
import { findRoot } from '../backend/root.ts';
import { type Candidate, candidatesFor } from '../cli/completion/candidates.ts';
import { COMPLETION_SCRIPTS, candidateText, SHELLS } from '../cli/completion/scripts.ts';
import { readAction } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { isMillraceError } from '../runtime/errors/errors.ts';
import { printable } from '../runtime/text/printable.ts';
import { runProcess } from './run.ts';

const IDS_MAX = 50;

/** `millrace completion bash`: what a shell reads to complete commands. */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.completion, words, () => {
    const { action } = readAction(PROCESSES.completion, words);
    process.stdout.write(COMPLETION_SCRIPTS[action]);
  });
}

/** `millrace complete SHELL -- WORD...`: what the last word may become. Never says why it knows nothing. */
export async function complete([name, , ...words]: readonly string[]): Promise<void> {
  const shell = SHELLS.find((one) => one === name);
  if (shell === undefined) return;
  process.stdout.write(printable(candidateText(shell, await candidatesFor(words, ids))));
}

async function ids(workspace: string | undefined): Promise<readonly Candidate[]> {
  try {
    const { root } = findRoot(workspace, process.env, process.cwd(), () => undefined);
    const runtime = openWorkspace({ root, actor: 'cli' });
    try {
      const rows = (['roots', 'items', 'runs'] as const).flatMap(
        (of) => runtime.list({ of, state: null, root: null, after: null, limit: IDS_MAX }).rows,
      );
      return [
        ...runtime.questions().map(({ id, question }) => ({ value: id, about: question })),
        ...rows.map(({ key, about }) => ({
          value: key.replace(/^spec\//, ''),
          about: `${about.state}: ${about.title}`,
        })),
      ];
    } finally {
      runtime.close();
    }
  } catch (thrown) {
    if (isMillraceError(thrown)) return [];
    throw thrown;
  }
}
