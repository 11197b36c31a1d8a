import { describe, expect, it } from 'vitest';
import type { GraphSource } from '../../src/compiler/source/graph.ts';
import { assetNames } from '../tidy/names.ts';
import { graphById } from './support/shipped.ts';

/** A loop that is another one with a stage more, and all that tells it from the other. */
const LOOPS: readonly (readonly [with_more: string, standard: string, more: readonly string[]])[] =
  [
    [
      'planning.with_recon',
      'planning.standard',
      [
        'node recon',
        'edge recon-to-execution-to-terminal-recon-to-execution',
        'edge recon-to-planning-to-terminal-recon-to-planning',
        'edge recon-noop-to-terminal-recon-noop',
        'edge recon-blocked-to-terminal-recon-blocked',
        'edge recon-failed-to-recon',
        'entry probe',
        'end recon_to_execution',
        'end recon_to_planning',
        'end recon_noop',
        'end recon_blocked',
        'limit planning.recon.retry',
        'resume planning.mechanic.resume',
      ],
    ],
    [
      'execution.with_integrator',
      'execution.standard',
      [
        'node integrator',
        'edge builder-complete-to-integrator',
        'edge integration-complete-to-checker',
        'edge integrator-blocked-to-troubleshooter',
      ],
    ],
    [
      'learning.with_librarian',
      'learning.standard',
      [
        'node librarian',
        'edge librarian-complete-to-curator',
        'edge librarian-noop-to-terminal-librarian-noop',
        'edge librarian-blocked-to-terminal-blocked',
        'end librarian_noop',
      ],
    ],
  ];

/** Each part of a graph by its name, as text. */
function partsOf(graph: GraphSource): Map<string, string> {
  const { resume_policies, threshold_policies } = graph.dynamic_policies;
  const named: [string, object][] = [
    ...graph.nodes.map((one): [string, object] => [`node ${one.node_id}`, one]),
    ...graph.edges.map((one): [string, object] => [`edge ${one.edge_id}`, one]),
    ...graph.entry_nodes.map((one): [string, object] => [`entry ${one.entry_key}`, one]),
    ...graph.terminal_states.map((one): [string, object] => [`end ${one.terminal_state_id}`, one]),
    ...threshold_policies.map((one): [string, object] => [`limit ${one.policy_id}`, one]),
    ...resume_policies.map((one): [string, object] => [`resume ${one.policy_id}`, one]),
    ['completion', graph.completion_behavior ?? {}],
  ];
  return new Map(named.map(([name, one]) => [name, JSON.stringify(one)]));
}

function loop(id: string): GraphSource {
  const graph = graphById.get(id);
  if (graph === undefined) throw new Error(`no loop ${id}`);
  return graph;
}

describe.each(LOOPS)('%s', (with_more, standard, more) => {
  it('is the standard loop and nothing else besides', () => {
    const known = partsOf(loop(standard));
    const differs = [...partsOf(loop(with_more))].filter(
      ([name, text]) => known.get(name) !== text,
    );
    expect(differs.map(([name]) => name)).toEqual(more);
  });
});

it('has names that the rule against names in the runtime and the compiler knows', () => {
  const names =
    'probe probes recon RECON_RUNNING RECON_TO_EXECUTION RECON_TO_PLANNING RECON_NOOP RECON_BLOCKED ' +
    'recon_noop planning.with_recon recon_retry_count default_codex_recon ' +
    'integrator INTEGRATION_COMPLETE execution.with_integrator default_codex_integrated ' +
    'librarian LIBRARIAN_COMPLETE LIBRARIAN_NOOP learning.with_librarian learning_codex_integrated';
  expect([...assetNames()]).toEqual(expect.arrayContaining(names.split(' ')));
});
