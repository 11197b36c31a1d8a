import { decisionChange, moveChange, withdrawChange } from '../changes/build.ts';
import type { Change, Speaker } from '../changes/changes.ts';
import { isOpen } from '../evolve/items.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { servedOnlyBy } from '../proposals/lineage-coverage.ts';
import { retireRun } from '../schedule/operator.ts';
import type { Item, Run, State } from '../state/state.ts';
import { shortened } from './lines.ts';
import { over } from './note.ts';
import { type Revision, refused, revised } from './revision.ts';
import { isOver, subjectNamed } from './subject.ts';

const REASON = 'withdrawn';

interface Withdrawal {
  /** Items that end now, and those that a running stage still has. */
  readonly items: readonly Item[];
  readonly runs: readonly Run[];
}

/** Ends an item, or a whole lineage, without it being done. What runs for it is fenced first. */
export function withdraw(
  facts: DecisionContext,
  state: State,
  { work, reason }: { readonly work: string; readonly reason: string },
  speaker: Speaker,
): Revision {
  const found = subjectNamed(state, work);
  if (!found.ok) return found;
  const { root, item } = found.subject;
  if (isOver(state, root)) return over(root);
  if (item !== null && !isOpen(item.state)) return isDone(item);
  const { items, runs } = item === null ? ofLineage(state, root) : ofItem(state, item);
  const key = item?.key ?? null;
  const left = items.some((one) => one.stages > 0)
    ? '; what its stages changed in the work tree stays'
    : '';
  const text = `${key ?? root} is withdrawn: ${reason}${left}`;
  const changes: Change[] = [
    withdrawChange(root, key, facts.now),
    decisionChange({ root, key, kind: 'withdrawal', text, ...speaker }),
    ...runs.flatMap((run) => retireRun(state, run, 'withdrawn', REASON).changes),
    ...items
      .filter((one) => one.state !== 'active')
      .map((one) => moveChange(one.key, 'withdrawn', REASON)),
  ];
  const ids = key === null ? [] : servedOnlyBy(facts, state, root, new Set([key]));
  const lines = [...linesOf(state, items, runs), ...unserved(root, ids)];
  return revised('withdraw', detailOf(key ?? root, runs), lines, changes);
}

function ofLineage(state: State, root: string): Withdrawal {
  const members = (state.members.get(root) ?? []).flatMap((key) => state.items.get(key) ?? []);
  const runs = [...state.runs.values()].filter((run) => run.root === root);
  return { items: members.filter((one) => isOpen(one.state)), runs };
}

function ofItem(state: State, item: Item): Withdrawal {
  const runs = [...state.runs.values()].filter(
    (run) => run.kind === 'item' && run.key === item.key,
  );
  return { items: [item], runs };
}

function detailOf(name: string, runs: readonly Run[]): string {
  const running = runs.some((run) => run.request?.live != null);
  return running
    ? `${name} is withdrawn; the stage that runs for it is asked to end`
    : `${name} is withdrawn`;
}

/** What ends, and what will wait for its owner because of that. */
function linesOf(state: State, items: readonly Item[], runs: readonly Run[]): string[] {
  const ending = new Set(items.map(({ key }) => key));
  const waiting = items.flatMap(({ key }) =>
    [...(state.waiters.get(key) ?? [])]
      .filter((one) => !ending.has(one))
      .map(
        (one) => `${one} waits for ${key} and cannot go on: withdraw it as well, or retarget it`,
      ),
  );
  const lines = [
    ...runs.map((run) => `${run.id} ends at ${run.node}`),
    ...items.map(({ key, state: from }) => `${key}: ${from} -> withdrawn`),
    ...waiting,
  ];
  return shortened(lines);
}

/** The contract still asks for it: planning or the judge will, unless its owner lets it go. */
export function unserved(root: string, ids: readonly string[]): string[] {
  return ids.map(
    (id) =>
      `${id} is served by nothing else that is planned, and still asked for; ` +
      `to let it go as well, in a terminal: millrace waive ${root} ${id}`,
  );
}

function isDone({ key, state }: Item): Revision {
  return refused(
    `${key} is ${state} already`,
    'work that is queued, running or blocked',
    'call status to see what is open; what was built is changed by another spec',
  );
}
