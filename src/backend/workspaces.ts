import { openSpecs } from '../product/open-specs.ts';
import type { WorkspaceProblem, WorkspaceRow, WorkspaceStanding } from '../product/workspaces.ts';
import { isMillraceError } from '../runtime/errors/errors.ts';
import {
  type KnownWorkspace,
  knownWorkspaces,
  type ListView,
  type Runtime,
} from '../runtime/index.ts';
import { host, openWorkspace, stateHome } from './host.ts';

const RESTING = { condition: 'idle', blockers_total: 0 } as const;

/** Every workspace that this user was ever in, as it stands now. Changes nothing. */
export function workspaceRows(): WorkspaceRow[] {
  return knownWorkspaces(host, stateHome()).map(rowOf);
}

function rowOf({ id, place, standing }: KnownWorkspace): WorkspaceRow {
  if (standing !== 'here') {
    return {
      id,
      place,
      standing: null,
      problem: PROBLEMS[standing],
    };
  }
  try {
    const runtime = openWorkspace({ root: place, actor: 'cli' });
    try {
      return { id, place, standing: standingOf(runtime), problem: null };
    } finally {
      runtime.close();
    }
  } catch (thrown) {
    if (!isMillraceError(thrown)) throw thrown;
    const { what, next } = thrown.facts;
    return {
      id,
      place,
      standing: null,
      problem: { kind: 'error', what: `${thrown.code}: ${what}`, next },
    };
  }
}

function standingOf(runtime: Runtime): WorkspaceStanding {
  const { rows: open, simulated } = openOf(runtime);
  const { running, should_run, since, pid } = runtime.loop();
  const isBusy = open.length > 0 || running || should_run;
  // Most workspaces of a user rest, and to say how one stands compares all of its assets.
  const { condition, blockers_total } = isBusy ? runtime.status() : RESTING;
  return {
    condition,
    loop: { running, should_run, since, pid },
    simulated,
    specs: open.map(({ key, about }) => ({
      root: about.root ?? key,
      title: about.title,
      state: about.state,
    })),
    blockers: blockers_total,
    questions: runtime.questions().length,
  };
}

/** Before a plan is adopted there are none. */
function openOf(runtime: Runtime): Pick<ListView, 'rows' | 'simulated'> {
  try {
    return openSpecs(runtime);
  } catch (thrown) {
    if (!isMillraceError(thrown) || thrown.code !== 'plan_missing') throw thrown;
    return { rows: [], simulated: runtime.status().simulated };
  }
}

const PROBLEMS: Readonly<Record<Exclude<KnownWorkspace['standing'], 'here'>, WorkspaceProblem>> = {
  gone: {
    kind: 'gone',
    what: 'no folder is there: it was moved or deleted',
    next: 'run millrace status in its new place, which is written down then',
  },
  another: {
    kind: 'another',
    what: 'another workspace is there now',
    next: 'run millrace status where this one is, if it was moved',
  },
  none: {
    kind: 'none',
    what: 'the folder is there and its state is not: it was deleted, or is of the prior implementation',
    next: 'run millrace init there, which can restore what was kept of it',
  },
  unreadable: {
    kind: 'unreadable',
    what: 'its place cannot be read',
    next: 'look at the folder, and run millrace doctor there',
  },
};
