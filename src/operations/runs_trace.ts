import { z } from 'zod';
import type { RunTrace, Runtime } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import type { OperationContext } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { nextField, noteList, readErrors, simulated } from './support/fields.ts';
import { clip, jsonBytes, largestFit } from './support/text.ts';
import { uriPath } from './support/uris.ts';

/** Below what clients cut in the middle (about 48,000 characters). */
const ANSWER_BYTES_MAX = 16_384;
const FULL_BYTES_MAX = 40_000;
const STAGES_SHOWN = [60, 30, 15, 8, 4] as const;
const ARTIFACTS_SHOWN_MAX = 12;

const output = z.looseObject({
  run_id: z.string().describe('Id of the run.'),
  status: z.string().describe('active, complete, blocked, handoff, incomplete or malformed.'),
  work: z.string().optional().describe('Family and id of its work item.'),
  closure_root: z.string().optional().describe('Root spec that it judges.'),
  mode: z.string().optional().describe('Mode of its plan.'),
  plan_id: z.string().optional().describe('Plan that it ran under.'),
  started_at: z.string().optional().describe('UTC.'),
  completed_at: z.string().optional().describe('UTC; absent while it goes on.'),
  seconds: z.number().optional().describe('From start to end.'),
  simulated,
  stages: z
    .array(
      z.looseObject({
        node: z.string(),
        result: z.string(),
        result_class: z.string(),
        failure_class: z.string().optional(),
        seconds: z.number(),
        tokens: z.number().optional(),
        cost_usd: z.number().optional().describe('As its harness or a price list reckons it.'),
        edges: z.array(z.string()).describe('Taken: kind and target.'),
        why: z.string().optional(),
        spawned: z.array(z.string()),
        artifacts: z.array(z.string()).describe('Resources.'),
      }),
    )
    .describe('Newest last.'),
  stages_total: z.number().describe('Of all, shown or not.'),
  notes: noteList,
  trace: z.string().describe('Resource with the whole trace.'),
  full: z.looseObject({}).optional().describe('With format full: the trace document.'),
  next: nextField,
});
type Answer = z.input<typeof output>;

export const runsTrace = defineOperation({
  name: 'runs_trace',
  title: 'Trace the history of a run',
  summary: 'Show what a run did: its stages, results, edges taken, work caused and artifacts.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    run_id: z.string().min(1).max(120).optional().describe('Default: the newest.'),
    format: z
      .enum(['summary', 'full'])
      .default('summary')
      .describe('full adds the trace where it is small.'),
  }),
  output,
  errors: [...readErrors, 'run_not_found'],
  positional: ['run_id'],
  values: { format: { json: 'full', text: 'summary' } },
  prints: ({ format }) => (format === 'full' ? 'full' : null),
  paths: [],
  examples: [
    {
      title: 'The newest run',
      input: {},
      output: { status: 'complete', stages_total: 2 },
    },
  ],
  async run(context, input) {
    const runtime = await context.runtime();
    const trace = runtime.trace(input.run_id ?? newestRun(runtime));
    const answer = largestFit(ANSWER_BYTES_MAX, STAGES_SHOWN, (count) =>
      condense(context, trace, trace.simulated ?? runtime.status().simulated, count),
    );
    if (input.format === 'summary') return answer;
    return jsonBytes(trace) > FULL_BYTES_MAX ? tooLarge(answer, trace) : { ...answer, full: trace };
  },
});

function newestRun(runtime: Runtime): string {
  const [newest] = runtime.runs(1);
  if (newest !== undefined) return newest.run_id;
  throw new MillraceError('run_not_found', {
    what: 'There is no run yet',
    next: 'Hand over work with enqueue_spec, then call run_once.',
  });
}

function condense(
  context: OperationContext,
  trace: RunTrace,
  isSimulated: boolean,
  count: number,
): Answer {
  return {
    run_id: trace.run_id,
    status: trace.status,
    work: trace.work_item_id === null ? undefined : `${trace.work_item_kind} ${trace.work_item_id}`,
    closure_root: trace.closure_target_root_spec_id ?? undefined,
    mode: trace.mode_id ?? undefined,
    plan_id: trace.compiled_plan_id ?? undefined,
    started_at: trace.started_at ?? undefined,
    completed_at: trace.completed_at ?? undefined,
    seconds: trace.duration_seconds ?? undefined,
    simulated: isSimulated,
    stages: trace.nodes.slice(-count).map((node) => stageOf(context, trace, node)),
    stages_total: trace.nodes.length,
    notes: trace.notes.slice(0, 10).map((note) => clip(note, 200)),
    trace: context.resource(uriPath.trace(trace.run_id)),
    next: nextOf(trace.status),
  };
}

function stageOf(context: OperationContext, trace: RunTrace, node: RunTrace['nodes'][number]) {
  const edges = trace.edges.filter((edge) => edge.source_trace_node_id === node.trace_node_id);
  const reason = edges.find((edge) => edge.decision_reason !== null)?.decision_reason ?? null;
  return {
    node: node.node_id,
    result: node.terminal_result,
    result_class: node.result_class,
    failure_class: node.failure_class ?? undefined,
    seconds: node.duration_seconds,
    tokens: node.token_usage?.total_tokens,
    cost_usd: node.token_usage?.cost_usd,
    edges: edges.map((edge) => `${edge.edge_kind} ${targetOf(edge)}`),
    why: reason === null ? undefined : clip(`${reason}${skippedBy(edges)}`, 200),
    spawned: edges
      .flatMap((edge) => edge.spawned_work)
      .slice(0, ARTIFACTS_SHOWN_MAX)
      .map((work) => `${work.kind} ${work.item_id}`),
    artifacts: node.artifacts
      .slice(0, ARTIFACTS_SHOWN_MAX)
      .map((artifact) => context.resource(uriPath.artifact(trace.run_id, artifact.path))),
  };
}

function skippedBy(edges: RunTrace['edges']): string {
  return edges
    .flatMap(({ skipped }) => skipped ?? [])
    .map(({ node_id, declared }) => `; ${node_id} is skipped, the result declares ${declared}`)
    .join('');
}

function targetOf(edge: RunTrace['edges'][number]): string {
  return edge.target_node_id ?? `end:${edge.terminal_state_id ?? 'unknown'}`;
}

function tooLarge(answer: Answer, trace: RunTrace): Answer {
  const file = `${trace.run_dir}/run_trace.json`;
  return { ...answer, next: `The whole trace is too large for an answer: read ${file}.` };
}

function nextOf(status: RunTrace['status']): string {
  if (status === 'active') return 'The run goes on: call run_once.';
  if (status === 'blocked') return 'Read the artifacts of the last stage, then call status.';
  return 'Call status to see what follows, or run_once to go on.';
}
