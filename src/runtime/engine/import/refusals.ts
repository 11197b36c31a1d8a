import { MillraceError } from '../../errors/errors.ts';
import { BACKUP, type Layout } from '../../workspace/index.ts';

/** Why an import, or its undoing, does nothing. */
export function nothingThere({ root }: Layout): MillraceError {
  return new MillraceError('workspace_not_initialized', {
    what: `There is no workspace in ${root} to import`,
    expected: 'a folder in which an earlier Millrace has worked',
    next: 'name the folder of such a workspace with from, or call init for a new one',
  });
}

export function isOurs({ root }: Layout): MillraceError {
  return new MillraceError('input_invalid', {
    what: `The workspace in ${root} is one of this program already; nothing was changed`,
    expected: 'a workspace that an earlier Millrace made',
    next: 'call status; rollback undoes an import, with all that was done since kept beside it',
  });
}

export function neverImported({ root }: Layout): MillraceError {
  return new MillraceError('input_invalid', {
    what: `The workspace in ${root} was not imported, or what it was before is gone`,
    expected: `a workspace with what it was before in ${BACKUP}`,
    next: 'call status; nothing was changed',
  });
}

export function stageRuns(run: string): MillraceError {
  return new MillraceError('workspace_owned', {
    what: `A stage of ${run} may be running; nothing was changed`,
    expected: 'a workspace in which no stage runs',
    next: 'call cancel_stage or wait until it has ended, then call import with rollback again',
  });
}

export function noPlan(problems: readonly string[]): MillraceError {
  return new MillraceError('plan_invalid', {
    what: `No plan can be made for the workspace: ${problems.slice(0, 3).join(' | ')}`,
    expected: 'a config that this release can use, or none',
    next: 'nothing was changed; move millrace.toml of the earlier workspace away and call import again',
  });
}

export function placeTaken(root: string): MillraceError {
  return new MillraceError('workspace_not_writable', {
    what: `There is a workspace in ${root} already; nothing was changed`,
    expected: 'a folder without one, for a copy',
    next: 'name another folder as the workspace, then call import again',
  });
}
