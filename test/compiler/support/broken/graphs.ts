import { type Edit, GONE, type Json } from '../../../support/compiler/json.ts';
import { CAVE, JUDGE, MENDER, RIVER, SKIPPER, SKY } from '../../../support/compiler/world.ts';
import type { Breakage } from '../broken.ts';

const HANDOFF = '/terminal_states/1/handoff';
const GUARD = '/dynamic_policies/threshold_policies/0';
const RESUME = '/dynamic_policies/resume_policies/0';

function guard(id: string, node: string, target: string): Json {
  return {
    policy_id: id,
    guarded_node_id: node,
    counter_name: 'turns',
    threshold: 2,
    exhausted_target_node_id: target,
  };
}

/** One more way for pebbles that the weigher declares dry. */
function when(edge: Json & object, declared = 'dry'): Json {
  return {
    edge_id: 'dry',
    from_node_id: 'weigher',
    on_outcomes: ['LIGHT'],
    when: { declared },
    ...edge,
  };
}
const DRY: Edit = ['registry/stage_kinds/river/weigher.json', '/may_declare', ['dry']];

export const GRAPHS: Breakage[] = [
  {
    name: 'a node twice',
    edits: [[CAVE, '/nodes/-', { node_id: 'far', stage_kind_id: 'listener' }]],
  },
  { name: 'an edge id twice', edits: [[CAVE, '/edges/1/edge_id', 'near-ends']] },
  { name: 'an unknown stage kind', edits: [[RIVER, '/nodes/0/stage_kind_id', 'skiper']] },
  { name: 'a stage kind of another plane', edits: [[MENDER, '/plane', 'sky']] },
  {
    name: 'an override that is not allowed',
    edits: [[SKIPPER, '/allowed_overrides', ['runner_name']]],
  },
  {
    name: 'a prompt outside its folder',
    edits: [[RIVER, '/nodes/0/entrypoint_path', 'skills/skipper.md']],
  },
  { name: 'an unknown runner', edits: [[RIVER, '/nodes/0/runner_name', 'codx_cli']] },
  { name: 'an unknown node of an edge', edits: [[RIVER, '/edges/0/to_node_id', 'weiger']] },
  { name: 'an unknown source of an edge', edits: [[RIVER, '/edges/3/from_node_id', 'skiper']] },
  { name: 'an unknown terminal state', edits: [[RIVER, '/edges/2/terminal_state_id', 'acros']] },
  { name: 'an illegal outcome', edits: [[RIVER, '/edges/0/on_outcomes/-', 'SKIPED']] },
  { name: 'an edge to nowhere', edits: [[SKY, '/edges/0/terminal_state_id', GONE]] },
  { name: 'an edge to two places', edits: [[RIVER, '/edges/3/terminal_state_id', 'drowned']] },
  { name: 'a terminal edge to a node', edits: [[RIVER, '/edges/0/kind', 'terminal']] },
  { name: 'two edges for one outcome', edits: [[RIVER, '/edges/3/on_outcomes/-', 'SKIPPED']] },
  { name: 'an edge against a resume policy', edits: [[RIVER, '/edges/5/on_outcomes/-', 'MENDED']] },
  { name: 'an outcome without an edge', edits: [[RIVER, '/edges/3', GONE]] },
  {
    name: 'a condition on a word that the stage cannot declare',
    edits: [DRY, [RIVER, '/edges/-', when({ terminal_state_id: 'drowned' }, 'dyr')]],
  },
  {
    name: 'a condition that changes nothing',
    edits: [DRY, [RIVER, '/edges/-', when({ terminal_state_id: 'across' })]],
  },
  {
    name: 'a condition with an unknown exception',
    edits: [
      DRY,
      [
        RIVER,
        '/edges/-',
        when({
          terminal_state_id: 'drowned',
          when: { declared: 'dry', unless: 'first_of_lineage' },
        }),
      ],
    ],
  },
  {
    name: 'an outcome that leads on under a condition alone',
    edits: [DRY, [RIVER, '/edges/2/when', { declared: 'dry' }]],
  },
  {
    name: 'two conditions for one outcome',
    edits: [
      DRY,
      [RIVER, '/edges/-', when({ terminal_state_id: 'drowned' })],
      [RIVER, '/edges/-', when({ edge_id: 'arid', terminal_state_id: 'adrift' })],
    ],
  },
  {
    name: 'a condition on what a resume policy decides',
    edits: [
      [MENDER, '/may_declare', ['dry']],
      [
        RIVER,
        '/edges/-',
        when({ from_node_id: 'mender', on_outcomes: ['MENDED'], terminal_state_id: 'across' }),
      ],
    ],
  },
  {
    name: 'a node that only an impossible condition leads to',
    edits: [
      [RIVER, '/nodes/-', { node_id: 'island', stage_kind_id: 'skipper' }],
      [RIVER, '/edges/-', when({ to_node_id: 'island' }, 'dyr')],
      [
        RIVER,
        '/edges/-',
        {
          edge_id: 'x',
          from_node_id: 'island',
          terminal_state_id: 'drowned',
          on_outcomes: ['SKIPPED', 'SUNK'],
        },
      ],
    ],
  },
  {
    name: 'a loop that only a condition opens',
    edits: [DRY, [RIVER, '/edges/-', when({ to_node_id: 'skipper' })]],
  },
  {
    name: 'an unreachable node',
    edits: [
      [RIVER, '/nodes/-', { node_id: 'island', stage_kind_id: 'skipper' }],
      [
        RIVER,
        '/edges/-',
        {
          edge_id: 'x',
          from_node_id: 'island',
          to_node_id: 'mender',
          on_outcomes: ['SKIPPED', 'SUNK'],
        },
      ],
    ],
  },
  { name: 'max_attempts on a plain edge', edits: [[RIVER, '/edges/0/max_attempts', 2]] },
  { name: 'a retry edge without max_attempts', edits: [[RIVER, '/edges/1/max_attempts', GONE]] },
  {
    name: 'a retry edge to an unguarded node',
    edits: [
      [RIVER, '/edges/0/kind', 'retry'],
      [RIVER, '/edges/0/max_attempts', 2],
    ],
  },
  {
    name: 'an unknown node of a policy',
    edits: [[RIVER, `${RESUME}/disallowed_target_node_ids/-`, 'mendr']],
  },
  { name: 'an illegal outcome of a policy', edits: [[RIVER, `${RESUME}/on_outcome`, 'FIXED']] },
  {
    name: 'a default that is disallowed',
    edits: [[RIVER, `${RESUME}/disallowed_target_node_ids/-`, 'skipper']],
  },
  {
    name: 'a guard without an end',
    edits: [[RIVER, `${GUARD}/exhausted_terminal_state_id`, GONE]],
  },
  {
    name: 'two guards of one node',
    edits: [[RIVER, '/dynamic_policies/threshold_policies/-', guard('again', 'mender', 'skipper')]],
  },
  {
    name: 'exhausted targets in a circle',
    edits: [
      [RIVER, `${GUARD}/exhausted_terminal_state_id`, GONE],
      [RIVER, `${GUARD}/exhausted_target_node_id`, 'weigher'],
      [RIVER, '/dynamic_policies/threshold_policies/-', guard('b', 'weigher', 'mender')],
    ],
  },
  {
    name: 'a loop without a limit',
    edits: [
      [RIVER, '/dynamic_policies/threshold_policies', []],
      [RIVER, '/edges/1/kind', 'normal'],
      [RIVER, '/edges/1/max_attempts', GONE],
    ],
  },
  {
    name: 'a limit that leads back into the loop',
    edits: [
      [RIVER, `${GUARD}/exhausted_terminal_state_id`, GONE],
      [RIVER, `${GUARD}/exhausted_target_node_id`, 'skipper'],
    ],
  },
  {
    name: 'a handover without a document',
    edits: [
      [RIVER, HANDOFF, GONE],
      [SKY, '/terminal_states/1/handoff', GONE],
    ],
  },
  { name: 'a document of an unknown family', edits: [[RIVER, `${HANDOFF}/family_id`, 'gusts']] },
  { name: 'a document with an unknown field', edits: [[RIVER, `${HANDOFF}/scalars/shap`, 'flat']] },
  { name: 'a document with an unknown list', edits: [[RIVER, `${HANDOFF}/lists/before`, []]] },
  {
    name: 'a document with an impossible value',
    edits: [[RIVER, `${HANDOFF}/scalars/shape`, 'square']],
  },
  {
    name: 'a document without a required field',
    edits: [[RIVER, `${HANDOFF}/scalars/shape`, GONE]],
  },
  { name: 'a document without a title', edits: [[RIVER, `${HANDOFF}/scalars/title`, GONE]] },
  { name: 'a document with an unknown value', edits: [[RIVER, `${HANDOFF}/id`, 'gust-{item.di}']] },
  {
    name: 'a document without a possible id',
    edits: [[RIVER, `${HANDOFF}/id`, 'gust of {item.id}']],
  },
  { name: 'a judge without the role', edits: [[JUDGE, '/closure_role', false]] },
  { name: 'an unknown judge', edits: [[SKY, '/completion_behavior/target_node_id', 'juge']] },
  {
    name: 'one end for both verdicts',
    edits: [[SKY, '/completion_behavior/on_gap_terminal_state_id', 'landed']],
  },
  {
    name: 'a pass that fails',
    edits: [[SKY, '/completion_behavior/on_pass_terminal_state_id', 'torn']],
  },
];
