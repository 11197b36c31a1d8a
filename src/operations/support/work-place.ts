import type { Runtime, WorkPlaceView } from '../../runtime/api/index.ts';
import { isMillraceError, MillraceError } from '../../runtime/errors/errors.ts';

/** Where stages edit and with which rights, in a line. */
export function workPlaceText({ folder, standing, permissions, trusted }: WorkPlaceView): string {
  const level = permissions.length === 0 ? '' : `, permission level ${permissions.join(' or ')}`;
  if (!trusted) return `${folder}, where git is not asked before the workspace is trusted${level}`;
  if (standing === null) return `${folder}, in no git repository${level}`;
  const { branch, commit, changed, untracked } = standing;
  const head = `${branch === null ? 'no branch' : `branch ${branch}`} at ${commit ?? 'no commit'}`;
  const clean = commit === null ? 'nothing to commit' : 'all committed';
  const left = changed + untracked === 0 ? clean : uncommittedText(changed, untracked);
  return `${folder} (${head}, ${left})${level}`;
}

/** The same, also where the config names no folder: what was asked has been done. */
export async function workPlaceNow(runtime: Pick<Runtime, 'workPlace'>): Promise<string> {
  try {
    return workPlaceText(await runtime.workPlace());
  } catch (error) {
    if (isMillraceError(error)) return `nowhere yet: ${error.facts.what}`;
    throw error;
  }
}

/**
 * Stages would mix their changes with those of the user. Once they have begun, what is uncommitted
 * may be theirs, and nobody is asked again. Throws `uncommitted_changes`.
 */
export function refuseChanges({ folder, standing, begun }: WorkPlaceView): void {
  const changed = standing?.changed ?? 0;
  if (changed === 0 || begun) return;
  throw new MillraceError('uncommitted_changes', {
    what: `${folder} has ${files(changed)} with changes that are not committed, and stages edit there`,
    expected: 'a tree in which what stages change can be told from what you changed',
    next: 'Commit or stash them, or call run_start with with_changes true when they belong to the work.',
    details: { changed },
  });
}

function uncommittedText(changed: number, untracked: number): string {
  const parts = [
    changed > 0 ? `${files(changed)} changed` : '',
    untracked > 0 ? `${untracked} untracked` : '',
  ];
  return `uncommitted: ${parts.filter((part) => part !== '').join(', ')}`;
}

function files(count: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}`;
}
