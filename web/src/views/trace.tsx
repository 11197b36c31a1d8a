import type { ShowAnswer } from '../../../src/web/answers.ts';
import { useView } from '../data/cache.ts';
import { KeyLink, Link } from '../parts/link.tsx';
import { Linked } from '../parts/linked.tsx';
import { Outcome } from '../parts/state.tsx';
import { Clock, spanText } from '../parts/time.tsx';
import { costText, tokensText } from '../parts/words.ts';
import { shortened } from './events.tsx';
import { Running } from './running.tsx';

type RunShown = Extract<ShowAnswer, { kind: 'run' }>;
type Trace = RunShown['trace'];

interface TraceProps {
  readonly workspace: string;
  readonly view: RunShown;
}

/** The stages of a run in their order, in their own words, and where each led. */
export function Trace({ workspace, view: { trace, stages } }: TraceProps) {
  const said = new Map(stages.map((stage) => [stage.request, stage.summary]));
  const look = useView(workspace, 'look').value.value;
  const own = look?.status.active.filter(({ run_id }) => run_id === trace.run_id) ?? [];
  return (
    <>
      {trace.notes.map((note) => (
        <p key={note} class="quiet">
          {note}
        </p>
      ))}
      <ol class="trace">
        {trace.nodes.map((node) => (
          <li key={node.trace_node_id}>
            <Stage node={node} />
            <p>{shortened(said.get(node.request_id) ?? '')}</p>
            <StageLinks workspace={workspace} node={node} />
            <Way workspace={workspace} trace={trace} from={node.trace_node_id} />
          </li>
        ))}
      </ol>
      {look !== null && own.length > 0 && (
        <Running
          workspace={workspace}
          look={{ ...look, status: { ...look.status, active: own } }}
        />
      )}
    </>
  );
}

type Node = Trace['nodes'][number];

function Stage({ node }: { readonly node: Node }) {
  const { node_id, terminal_result, started_at, duration_seconds, token_usage } = node;
  const { runner_name, model_name } = node;
  const by = [runner_name, model_name].filter((one) => one !== null).join(' ');
  return (
    <p class="stage-head">
      <strong>{node_id}</strong> <Outcome outcome={terminal_result} />
      <span class="quiet right">
        <Clock at={started_at} />, took {spanText(duration_seconds * 1000)},{' '}
        {tokensText(token_usage?.total_tokens ?? null)} tokens, cost{' '}
        {costText(token_usage?.cost_usd ?? null)}
        {by !== '' && `, by ${by}`}
      </span>
    </p>
  );
}

function StageLinks({ workspace, node }: { readonly workspace: string; readonly node: Node }) {
  const { run_id: key, request_id, artifacts } = node;
  const prompt = artifacts.find(({ kind }) => kind === 'prompt');
  const run = { view: 'run', workspace, key } as const;
  return (
    <p class="links">
      {prompt !== undefined && <Link to={{ ...run, tab: 'files', pick: prompt.path }}>Prompt</Link>}
      <Link to={{ ...run, tab: 'output', pick: request_id }}>Output</Link>
      <Link to={{ ...run, tab: 'changes', pick: request_id }}>Changes</Link>
    </p>
  );
}

interface WayProps {
  readonly workspace: string;
  readonly trace: Trace;
  readonly from: string;
}

/** Where it led, and the work that came of it. */
function Way({ workspace, trace, from }: WayProps) {
  const edge = trace.edges.find(({ source_trace_node_id }) => source_trace_node_id === from);
  if (edge === undefined) return null;
  const { target_node_id, terminal_state_id, decision_reason, spawned_work, skipped } = edge;
  return (
    <p class="quiet">
      leads to {target_node_id ?? terminal_state_id ?? 'its end'}
      {decision_reason !== null && (
        <>
          {' '}
          (<Linked workspace={workspace} text={decision_reason} />)
        </>
      )}
      {skipped !== undefined && `; ${skipped.node_id} is skipped, since it ${skipped.declared}`}
      {spawned_work.length > 0 && '; new work: '}
      {spawned_work.map(({ kind, item_id }, at) => (
        <>
          {at > 0 && ', '}
          <KeyLink workspace={workspace} of={`${kind}/${item_id}`} />
        </>
      ))}
    </p>
  );
}
