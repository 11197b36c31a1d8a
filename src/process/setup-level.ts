import { type LevelChange, levelOf, makeLevelChange, plannedLevel } from '../backend/permission.ts';
import { workspaceOf } from '../backend/root.ts';
import { changeLines } from '../cli/setup-lines.ts';
import { isMillraceError, MillraceError } from '../runtime/errors/errors.ts';
import { typedWord } from '../runtime/text/shell-word.ts';
import { confirm } from './confirm.ts';
import { say } from './say.ts';
import { type Asking, agreed, isAttended, YES } from './setup-asking.ts';

const OFFERED = 'basic';
const NOTE =
  'note: stages run at the level maximum and ask nobody; in a workspace, ' +
  '`millrace setup --permission basic` has Codex and Claude Code keep them in their sandbox';

/** The level at which stages of a workspace run, where their harness knows levels. */
export async function setLevel(root: string, word: string, asking: Asking): Promise<void> {
  const change = plannedLevel(root, levelOf(word));
  if (change.after === change.before) return say(`Stages of ${root} run at ${word} already.`);
  say(shown(root, change));
  if (await agreed(false, asking)) make(root, change);
}

/** At the end of a setup: what stages may do is for their user to know, and to narrow. */
export async function offerLevel(project: string, { yes, dry }: Asking): Promise<void> {
  const root = workspaceOf(project, {}, project);
  const change = root === null ? null : plannedOrNull(root);
  if (change !== null && change.after === change.before) return;
  if (root === null || change === null || yes || dry || !isAttended()) return say(NOTE);
  say(shown(root, change));
  if (await confirm(`Have them run at ${OFFERED}, in the sandbox of their harness?`, YES)) {
    make(root, change);
  } else say('They stay as they are.');
}

/** Null for a config that its own commands say more about. */
function plannedOrNull(root: string): LevelChange | null {
  try {
    return plannedLevel(root, OFFERED);
  } catch (thrown) {
    if (isMillraceError(thrown)) return null;
    throw thrown;
  }
}

function shown(root: string, change: LevelChange): string {
  const levels = change.levels.join(' and ');
  return [`Stages of ${root} run at ${levels}:`, ...changeLines(change)].join('\n');
}

function make(root: string, change: LevelChange): void {
  if (!makeLevelChange(change)) throw changed(change.path);
  say(`done: ${change.path}`);
  say(`next: agree to it with \`millrace trust --workspace ${typedWord(root)}\``);
}

function changed(path: string): MillraceError {
  return new MillraceError('disk_failed', {
    what: `${path} was changed by somebody else meanwhile; nothing was written`,
    next: 'Call it again.',
  });
}
