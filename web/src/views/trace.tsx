import type { ShowView } from '../../../src/runtime/api/index.ts';
import { Clock, spanText } from '../parts/time.tsx';
import { costText, State, tokensText } from '../parts/words.tsx';

type RunShown = Extract<ShowView, { kind: 'run' }>;

/** The stages of a run in their order, in their own words, and where each led. */
export function Trace({ view: { trace, stages } }: { readonly view: RunShown }) {
  const said = new Map(stages.map((stage) => [stage.request, stage.summary]));
  return (
    <>
      {trace.notes.map((note) => (
        <p key={note} class="quiet">
          {note}
        </p>
      ))}
      <ol class="trace">
        {trace.nodes.map((node) => {
          const edge = trace.edges.find(
            ({ source_trace_node_id }) => source_trace_node_id === node.trace_node_id,
          );
          return (
            <li key={node.trace_node_id}>
              <p>
                <strong>{node.node_id}</strong> <State state={node.terminal_result} />
                <span class="quiet">
                  {' '}
                  <Clock at={node.started_at} />, {spanText(node.duration_seconds * 1000)},{' '}
                  {tokensText(node.token_usage?.total_tokens ?? null)},{' '}
                  {costText(node.token_usage?.cost_usd ?? null)}
                  {node.runner_name !== null && `, ${node.runner_name}`}
                  {node.model_name !== null && ` ${node.model_name}`}
                </span>
              </p>
              <p>{said.get(node.request_id) ?? ''}</p>
              {edge !== undefined && (
                <p class="quiet">
                  leads to {edge.target_node_id ?? edge.terminal_state_id ?? 'its end'}
                  {edge.decision_reason !== null && `: ${edge.decision_reason}`}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}
