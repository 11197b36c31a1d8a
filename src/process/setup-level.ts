import { levelOf, makeLevelChange, plannedLevel } from '../backend/permission.ts';
import { changeLines } from '../cli/setup-lines.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { say } from './say.ts';
import { type Asking, agreed } from './setup-asking.ts';

/** The level at which stages of a workspace run, where their harness knows levels. */
export async function setLevel(root: string, word: string, asking: Asking): Promise<void> {
  const change = plannedLevel(root, levelOf(word));
  if (change.after === change.before) return say(`Stages of ${root} run at ${word} already.`);
  say(
    [`Stages of ${root} run at ${change.levels.join(' and ')}:`, ...changeLines(change)].join('\n'),
  );
  if (!(await agreed(false, asking))) return;
  if (!makeLevelChange(change)) throw changed(change.path);
  say(`done: ${change.path}`);
  say(`next: agree to it with \`millrace trust --workspace ${root}\``);
}

function changed(path: string): MillraceError {
  return new MillraceError('disk_failed', {
    what: `${path} was changed by somebody else meanwhile; nothing was written`,
    next: 'Call it again.',
  });
}
