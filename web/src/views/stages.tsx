import { useMemo } from 'preact/hooks';
import type { ReplayRow } from '../../../src/runtime/api/index.ts';
import { useReplay } from '../data/replay.ts';
import { Chart } from '../parts/chart.tsx';
import { Link } from '../parts/link.tsx';
import { Problem } from '../parts/shown.tsx';
import { Clock, spanText } from '../parts/time.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { costText, State, tokensText } from '../parts/words.tsx';

const ROW_PX = 56;

/** The stages of a lineage in their own words, and what each kind of stage has used. */
export function Stages({ workspace, of }: { readonly workspace: string; readonly of: string }) {
  const { rows, error, isWhole, kept_from } = useReplay(workspace, of);
  const ended = useMemo(() => rows.filter(({ kind }) => kind === 'ended'), [rows]);
  const used = useMemo(() => usedBy(ended), [ended]);
  const [times, values] = useMemo(() => curve(ended), [ended]);
  const newest = useMemo(() => [...ended].reverse(), [ended]);
  return (
    <>
      {error !== null && <Problem error={error} />}
      {!isWhole && error === null && <p class="quiet">Reading ...</p>}
      {kept_from > 1 && <p class="quiet">What was before record {kept_from} is not kept whole.</p>}
      <h2>Used by stage</h2>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col">Times</th>
              <th scope="col">Tokens</th>
              <th scope="col">Cost</th>
              <th scope="col">Time</th>
            </tr>
          </thead>
          <tbody>
            {used.map(({ node, times, tokens, cost_usd, duration_ms }) => (
              <tr key={node}>
                <th scope="row">{node}</th>
                <td>{times}</td>
                <td>{tokensText(tokens)}</td>
                <td>{costText(cost_usd)}</td>
                <td>{spanText(duration_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(values.at(-1) ?? 0) > 0 && (
        <Chart label="Tokens used, over time" times={times} values={values} />
      )}
      <h2>Stages, newest first</h2>
      <VirtualList
        label="Stages"
        rows={newest}
        height_px={ROW_PX}
        keyOf={({ seq, run }) => `${seq} ${run}`}
      >
        {(row) => <StageRow workspace={workspace} row={row} />}
      </VirtualList>
    </>
  );
}

function StageRow({ workspace, row }: { readonly workspace: string; readonly row: ReplayRow }) {
  const { node, outcome, summary, run, at, item, total_tokens, duration_ms } = row;
  return (
    <div class="row two-lines">
      <span>
        <strong>{node}</strong> <State state={outcome ?? ''} />
      </span>
      <span class="quiet right">
        {run !== null && <Link to={{ view: 'run', workspace, key: run, tab: '' }}>{run}</Link>}{' '}
        <Clock at={at} />
      </span>
      <span class="ellipsis">{summary}</span>
      <span class="quiet right">
        {item ?? 'the lineage'}, {tokensText(total_tokens)}, {spanText(duration_ms ?? 0)}
      </span>
    </div>
  );
}

interface Used {
  readonly node: string;
  times: number;
  tokens: number | null;
  cost_usd: number | null;
  duration_ms: number;
}

/** Unknown stays unknown as long as nobody said anything. */
function usedBy(ended: readonly ReplayRow[]): readonly Used[] {
  const all = new Map<string, Used>();
  for (const { node, total_tokens, cost_usd, duration_ms } of ended) {
    const name = node ?? '';
    const used = all.get(name) ?? {
      node: name,
      times: 0,
      tokens: null,
      cost_usd: null,
      duration_ms: 0,
    };
    used.times += 1;
    if (total_tokens !== null) used.tokens = (used.tokens ?? 0) + total_tokens;
    if (cost_usd !== null) used.cost_usd = (used.cost_usd ?? 0) + cost_usd;
    used.duration_ms += duration_ms ?? 0;
    all.set(name, used);
  }
  return [...all.values()].sort((a, b) => (b.tokens ?? 0) - (a.tokens ?? 0));
}

function curve(ended: readonly ReplayRow[]): readonly [readonly number[], readonly number[]] {
  let sum = 0;
  const points = ended.map(({ at, total_tokens }) => {
    sum += total_tokens ?? 0;
    return [Date.parse(at) / 1000, sum] as const;
  });
  return [points.map(([time]) => time), points.map(([, value]) => value)];
}
