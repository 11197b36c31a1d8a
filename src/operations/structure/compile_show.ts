import { z } from 'zod';
import type { Plan, PlanNode } from '../../runtime/plan/index.ts';
import { answerRoom } from '../support/context.ts';
import { defineOperation } from '../support/define.ts';
import { currentness, nextField, readErrors, simulated } from '../support/fields.ts';
import { largestFit } from '../support/text.ts';
import { planMode, planOf, planSourceField } from './plan-looked-at.ts';

const ANSWER_BYTES_MAX = 16_384;
const TERMINAL_BYTES_MAX = 64 * 1024;
const LEVELS = [400, 60, 30, 10] as const;

export const compileShow = defineOperation({
  name: 'compile_show',
  title: 'Show the compiled plan',
  summary:
    'Show the plan that runs: entries, closure, and of each node what plays it and reads it.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({ mode: planMode }),
  output: z.looseObject({
    plan: planSourceField,
    mode_id: z.string().describe('Its mode.'),
    compiled_plan_currentness: currentness,
    compiled_plan_id: z.string().describe('Of the plan.'),
    loops: z.record(z.string(), z.string()).describe('Plane to loop.'),
    fingerprint: z.looseObject({}).describe('What it was compiled from.'),
    entries: z.array(z.string()).describe('Where work enters.'),
    completion: z.looseObject({}).optional().describe('When closure is decided, and what follows.'),
    nodes: z.array(z.looseObject({ stage: z.string() })).describe('By plane and id.'),
    nodes_total: z.number().describe('Of all, shown or not.'),
    simulated,
    next: nextField,
  }),
  errors: [...readErrors, 'plan_invalid', 'mode_unknown'],
  positional: [],
  paths: [],
  examples: [
    { title: 'What runs', input: {}, output: { plan: 'adopted', mode_id: 'default_codex' } },
  ],
  async run(context, { mode }) {
    const { from, plan, simulated: isSimulated } = await planOf(context, mode ?? null);
    const status = (await context.runtime()).status();
    const graphs = Object.values(plan.graphs_by_plane);
    const nodes = graphs.flatMap((graph) => graph.nodes).sort(byPlaneAndId);
    const [completion] = graphs.flatMap((graph) => graph.completion_behavior ?? []);
    const room = answerRoom(context, ANSWER_BYTES_MAX, TERMINAL_BYTES_MAX);
    return largestFit(room, LEVELS, (count) => ({
      plan: from,
      mode_id: plan.mode_id,
      compiled_plan_currentness: from === 'adopted' ? status.currentness : 'current',
      compiled_plan_id: plan.compiled_plan_id,
      loops: plan.loop_ids_by_plane,
      fingerprint: plan.compile_input_fingerprint,
      entries: entriesOf(plan),
      completion,
      nodes: nodes.slice(0, count).map(nodeLines),
      nodes_total: nodes.length,
      simulated: isSimulated,
      next: 'Call compile_graph for the edges between them, or compile_validate to compile it anew.',
    }));
  },
});

function entriesOf({ graphs_by_plane }: Plan): string[] {
  return Object.values(graphs_by_plane)
    .flatMap(({ compiled_entries }) => compiled_entries)
    .map((entry) => `${entry.plane}.${entry.entry_key} -> ${entry.node_id}`);
}

function byPlaneAndId(a: PlanNode, b: PlanNode): number {
  const [left, right] = [`${a.plane}/${a.node_id}`, `${b.plane}/${b.node_id}`];
  return left < right ? -1 : 1;
}

function nodeLines(node: PlanNode) {
  return {
    stage: `${node.plane}/${node.node_id}`,
    stage_kind_id: node.stage_kind_id,
    running_status_marker: node.running_status_marker,
    entrypoint_path: node.entrypoint_path,
    entrypoint_contract_id: node.entrypoint_contract_id,
    required_skills: node.required_skill_paths,
    attached_skills: node.attached_skill_additions,
    runner_name: node.runner_name,
    model_name: node.model_name ?? undefined,
    thinking_level: node.thinking_level ?? undefined,
    timeout_seconds: node.timeout_seconds,
  };
}
