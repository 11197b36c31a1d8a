import type { Run, TreeSpan } from '../../kernel/index.ts';
import { replayRun } from '../../render/index.ts';
import type { Follower } from './follower.ts';

/** Of a work item that was taken up again and again the newest runs. */
const RUNS_MAX = 20;
/** Stages and files that a sentence names. */
export const NAMED_MAX = 8;

/**
 * What the attempts of a run did to the work folder, oldest first; none when nobody noted it, null when its
 * records are not kept any more.
 */
export function spansOfRun(follower: Follower, id: string): readonly TreeSpan[] | null {
  const { state } = follower;
  const active = state.runs.get(id);
  if (active !== undefined) return active.trees ?? [];
  const finished = state.finished.get(id);
  if (finished === undefined) return [];
  const replayed = replayRun(finished, (seq) => follower.recordOrNull(seq));
  return replayed === null ? null : (replayed.run.trees ?? []);
}

/** Of all runs of a work item, oldest first, and how many are not kept. Looks through all finished runs. */
export function spansOfItem(follower: Follower, key: string) {
  const { state } = follower;
  const isOf = (run: Pick<Run, 'kind'> & { readonly key?: string }) => run.key === key;
  const ids = [...state.finished.values(), ...state.runs.values()].filter(isOf).map(({ id }) => id);
  const runs = ids.slice(-RUNS_MAX).map((id) => spansOfRun(follower, id));
  const left = ids.length - runs.length + runs.filter((spans) => spans === null).length;
  return { spans: runs.flatMap((spans) => spans ?? []), left };
}

/** A stretch of work without anybody else's edits in it. */
export interface Stretch {
  /** Names of the notes before and after it. */
  readonly from: string;
  readonly to: string;
  readonly nodes: readonly string[];
}

export interface Stretches {
  /** Oldest first. */
  readonly known: readonly Stretch[];
  /** Why it is not known what some of them did, each with its stage. */
  readonly unknown: readonly string[];
}

/** Spans that follow at once on each other are one stretch. */
export function stretchesOf(spans: readonly Partial<TreeSpan>[]): Stretches {
  const known: Stretch[] = [];
  const unknown: string[] = [];
  for (const { before, after, node } of spans) {
    const nodes = node === undefined ? [] : [node];
    const why = before?.unknown ?? after?.unknown;
    if (why !== undefined) unknown.push(`${node ?? 'a stage'}: ${why}`);
    if (before?.id === undefined || after?.id === undefined) continue;
    const last = known.at(-1);
    if (last?.to !== before.id) known.push({ from: before.id, to: after.id, nodes });
    else known[known.length - 1] = { ...last, to: after.id, nodes: [...last.nodes, ...nodes] };
  }
  return { known, unknown };
}

/** Whose edits may be in it besides. */
export function told(spans: readonly Partial<TreeSpan>[]): string[] {
  const nodesOf = (is: (one: Partial<TreeSpan>) => boolean) =>
    [...new Set(spans.filter(is).map(({ node }) => node ?? 'a stage'))].slice(0, NAMED_MAX);
  const shared = nodesOf((one) => one.shared === true);
  const late = nodesOf((one) => one.late_ms !== undefined);
  return [
    ...(shared.length === 0
      ? []
      : [`Another stage ran beside ${shared.join(', ')}: their edits cannot be told apart.`]),
    ...(late.length === 0
      ? []
      : [`Nobody was there when ${late.join(', ')} ended: later edits of others are in it.`]),
  ];
}
