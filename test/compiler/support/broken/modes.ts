import { GONE, type Json } from '../../../support/compiler/json.ts';
import { ECHO, JUDGE, MODE, SKIPPER, SKY } from '../../../support/compiler/world.ts';
import type { Breakage } from '../broken.ts';

export const MODES: Breakage[] = [
  { name: 'an unknown loop', edits: [[MODE, '/loop_ids_by_plane/river', 'river.flood']] },
  { name: 'a loop of another plane', edits: [[MODE, '/loop_ids_by_plane/river', 'cave.flow']] },
  { name: 'an unknown family', edits: [[MODE, '/families/-', 'leaf']] },
  { name: 'a family twice', edits: [[MODE, '/families/-', 'echo']] },
  { name: 'a family left out', edits: [[MODE, '/families/0', GONE]] },
  { name: 'a plane claimed twice', edits: [[MODE, '/claim_order/-', 'sky']] },
  { name: 'a plane never claimed', edits: [[MODE, '/claim_order/1', GONE]] },
  { name: 'a plane without a loop', edits: [[MODE, '/claim_order/-', 'moon']] },
  { name: 'no closure step', edits: [[MODE, '/claim_order/2', GONE]] },
  {
    name: 'no closure decision',
    edits: [
      [SKY, '/completion_behavior', GONE],
      [SKY, '/nodes/1', GONE],
      [
        SKY,
        '/edges',
        [
          {
            edge_id: 'x',
            from_node_id: 'flyer',
            terminal_state_id: 'landed',
            on_outcomes: ['FLOWN', 'SUNK'],
          },
        ],
      ],
      [MODE, '/stage_entrypoint_overrides', {}],
      [MODE, '/stage_thinking_bindings', {}],
    ],
  },
  {
    name: 'an entry whose stage starts something else',
    edits: [[SKIPPER, '/starts_families', []]],
  },
  { name: 'an unknown stage', edits: [[MODE, '/stage_model_bindings/flier', 'owl']] },
  { name: 'an unknown runner', edits: [[MODE, '/stage_runner_bindings/skipper', 'scripted_cli']] },
  {
    name: 'an entrypoint elsewhere',
    edits: [[MODE, '/stage_entrypoint_overrides/judge', 'skills/judge.md']],
  },
  {
    name: 'an override that is not allowed',
    edits: [[JUDGE, '/allowed_overrides', ['thinking_level']]],
  },
  {
    name: 'an unknown plane in the concurrency policy',
    edits: [[MODE, '/concurrency_policy/mutually_exclusive_planes/0/0', 'rivr']],
  },
  { name: 'rules without a family', edits: [[MODE, '/trigger_family_id', GONE]] },
  { name: 'rules for an unknown family', edits: [[MODE, '/trigger_family_id', 'ecco']] },
  { name: 'a rule twice', edits: [[MODE, '/learning_trigger_rules/1', rule('weigher-to-far')]] },
  {
    name: 'a rule with an unknown source',
    edits: [[MODE, '/learning_trigger_rules/0/source_stage', 'wayer']],
  },
  {
    name: 'a rule with an illegal outcome',
    edits: [[MODE, '/learning_trigger_rules/0/on_terminal_results/0', 'HEAVI']],
  },
  {
    name: 'a rule with an unknown target',
    edits: [[MODE, '/learning_trigger_rules/0/target_stage', 'fa']],
  },
  {
    name: 'a rule that feeds itself',
    edits: [
      [MODE, '/learning_trigger_rules/0/source_plane', 'cave'],
      [MODE, '/learning_trigger_rules/0/source_stage', 'far'],
      [MODE, '/learning_trigger_rules/0/on_terminal_results/0', 'HEARD'],
    ],
  },
  { name: 'a rule whose family starts elsewhere', edits: [[MODE, '/trigger_family_id', 'pebble']] },
  { name: 'a rule whose family cannot name its start', edits: [[ECHO, '/start_node_key', null]] },
];

function rule(id: string): Json {
  return {
    rule_id: id,
    source_plane: 'river',
    source_stage: 'skipper',
    on_terminal_results: ['SUNK'],
    target_stage: 'near',
  };
}
