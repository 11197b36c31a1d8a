import type { AppliedFacts, TickView } from '../../api/index.ts';
import {
  type Change,
  closureRoot,
  type PlanIndex,
  type Run,
  type State,
} from '../../kernel/index.ts';
import { addUsage } from '../../runners/index.ts';
import { aboutRun } from './about.ts';
import { workOf } from './status.ts';

export interface Applied {
  readonly applied: NonNullable<TickView['applied']>;
  readonly facts: AppliedFacts;
}

interface Ended {
  readonly run: Run;
  readonly attempt: string;
}

/** What a record with a result did, in words for callers and monitors; null when it holds none. */
export function appliedOf(
  index: PlanIndex,
  state: State,
  changes: readonly Change[],
  { run, attempt }: Ended,
): Applied | null {
  const result = changes.find((change) => change.k === 'result@1');
  const route = changes.findLast((change) => change.k === 'route@1');
  if (result?.k !== 'result@1' || route?.k !== 'route@1') return null;
  const node = run.stages.at(-1)?.node ?? run.node;
  const applied = {
    run_id: run.id,
    attempt_id: attempt,
    plane: run.plane,
    node,
    work: workOf(state, run),
    about: aboutRun({ index, state, now: state.at }, run),
    closure_root: closureRoot(run),
    outcome: result.outcome,
    result_class: result.result_class,
    failure_class: result.failure_class,
    summary: result.summary,
    duration_seconds: Math.round(result.duration_ms / 100) / 10,
    total_tokens: result.usage?.total_tokens ?? null,
    cost_usd: result.usage?.cost_usd ?? null,
    goes_to: route.node ?? `end:${route.terminal ?? route.action}`,
    spawned: route.spawned.map((one) => `${one.kind}/${one.item_id}`),
  };
  const facts = {
    stage_kind: index.node(run.plane, node).stage_kind_id,
    usage: result.usage,
    route: { action: route.action, node: route.node, reason: route.reason },
    run: { elapsed_ms: elapsedOf(run), usage: usageOf(run) },
  };
  return { applied, facts };
}

/** From the start of its first stage to the end of its latest, as wall time tells. */
function elapsedOf(run: Run): number {
  const starts = run.stages.map((stage) => Date.parse(stage.started_at));
  const ends = run.stages.map((stage) => Date.parse(stage.completed_at));
  return Math.max(0, Math.max(...ends) - Math.min(...starts));
}

function usageOf(run: Run): AppliedFacts['usage'] {
  let total: AppliedFacts['usage'] = null;
  for (const { usage } of run.stages) if (usage !== null) total = addUsage(total, usage);
  return total;
}
