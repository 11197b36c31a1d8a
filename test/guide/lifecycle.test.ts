import { expect, it } from 'vitest';
import execution from '../../assets/graphs/execution/execution.standard.json' with { type: 'json' };
import planning from '../../assets/graphs/planning/planning.standard.json' with { type: 'json' };
import { graphSource } from '../../src/compiler/source/graph.ts';
import { textOf } from '../support/doc-page.ts';

const page = textOf('docs/runtime/millrace-runtime-lifecycle-diagram.md');

/** Arrows of the chart below a heading that start at a stage: from, and the result that it has. */
function arrowsBelow(heading: string): string[] {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const [chart = ''] = section.split('\n## ');
  return [...chart.matchAll(/^ {2}(\w+) -- "?([A-Z_]+)(, \w+)?(: resumes)?"? --> (\w+)/gm)].map(
    ([, from, outcome, word = '', , to]) => `${from} ${outcome}${word} ${to}`,
  );
}

/** What the chart calls the ends of a graph. */
const ENDS: Readonly<Record<string, string>> = {
  manager_complete: 'tasks',
  arbiter_complete: 'closed',
  remediation_needed: 'incident',
  needs_planning: 'incident',
  update_complete: 'done',
  documents_checked: 'done',
};

it.each([
  ['The planning loop', planning],
  ['The execution loop', execution],
])('%s is drawn as it is shipped', (heading, shipped) => {
  const { edges, dynamic_policies } = graphSource.parse(shipped);
  const plain = edges.flatMap(
    ({ from_node_id, to_node_id, terminal_state_id, on_outcomes, when }) => {
      const end = to_node_id ?? terminal_state_id ?? '';
      const word = when === null || when === undefined ? '' : `, ${when.declared}`;
      return on_outcomes.map((outcome) => `${from_node_id} ${outcome}${word} ${ENDS[end] ?? end}`);
    },
  );
  const resumed = dynamic_policies.resume_policies.map(
    ({ source_node_id, on_outcome, default_target_node_id }) =>
      `${source_node_id} ${on_outcome} ${default_target_node_id}`,
  );
  expect(arrowsBelow(heading).sort()).toEqual([...plain, ...resumed].sort());
});
