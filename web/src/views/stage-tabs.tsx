import type { SubjectAddress } from '../address.ts';
import { Tabs } from '../parts/tabs.tsx';
import type { RunShown } from './run.tsx';

interface StageTabsProps {
  readonly at: SubjectAddress;
  readonly view: RunShown;
  /** What stands for all of them; null = one has to be chosen. */
  readonly all: string | null;
}

/** The stages of a run, each with an address of its own in the part that is shown. */
export function StageTabs({ at, view, all }: StageTabsProps) {
  const stages = stagesOf(view);
  if (stages.length < 2) return null;
  const { pick, ...rest } = at;
  const tabs = stages.map(({ name, request }) => [name, { ...rest, pick: request }] as const);
  const whole = all === null ? [] : [[all, rest] as const];
  const current = pick === undefined && all === null ? { ...rest, pick: lastOf(view) } : at;
  return (
    <Tabs label="Stages of the run" tabs={[...whole, ...tabs]} current={current} class="pills" />
  );
}

/** Those that have ended, in their order; the same node again with a number. */
export function stagesOf({ trace }: RunShown): readonly { name: string; request: string }[] {
  const times = new Map<string, number>();
  return trace.nodes.map(({ node_id, request_id }) => {
    const time = (times.get(node_id) ?? 0) + 1;
    times.set(node_id, time);
    return { name: time === 1 ? node_id : `${node_id} ${time}`, request: request_id };
  });
}

export function lastOf(view: RunShown): string {
  return stagesOf(view).at(-1)?.request ?? '';
}
