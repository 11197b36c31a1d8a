import { ownRoot, tellOfEnvironment } from '../backend/root.ts';
import { ownStage } from '../backend/stage.ts';
import type { ProcessCommand } from '../cli/process-command.ts';
import { processHelp } from '../cli/process-help.ts';
import { asksForHelp } from '../cli/process-words.ts';
import { insideStage } from '../operations/support/inside-stage.ts';
import { reported, say, warn } from './say.ts';

/** Runs a command that is a process of its own: says its help when asked, and why it ends when it fails. */
export async function runProcess(
  command: ProcessCommand,
  words: readonly string[],
  work: () => Promise<void> | void,
): Promise<void> {
  if (asksForHelp(words)) return say(processHelp(command));
  tellOfEnvironment(process.env, warn);
  await reported(work);
}

/** The workspace that an option names, else the one that the environment or this folder means. */
export function rootOf({ workspace }: { readonly workspace?: string }): string {
  return ownRoot(workspace, process.env, process.cwd());
}

/** For a command that changes what a stage leaves alone. */
export function requireOutsideStage({ name }: Pick<ProcessCommand, 'name'>): void {
  const attempt = ownStage();
  if (attempt !== null) throw insideStage(`millrace ${name}`, attempt);
}
