import { useMemo } from 'preact/hooks';
import type { ReplayRow } from '../../../src/runtime/api/index.ts';
import { useReplay } from '../data/replay.ts';
import { Chart } from '../parts/chart.tsx';
import { KeyLink, RunLink } from '../parts/link.tsx';
import { Problem } from '../parts/shown.tsx';
import { Outcome } from '../parts/state.tsx';
import { Clock, spanText } from '../parts/time.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { costText, tokensText } from '../parts/words.ts';
import { shortened } from './events.tsx';
import { UsedTable, usedBy } from './used.tsx';

const ROW_PX = { wide: 64, narrow: 148 };

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
      <h2>What each kind of stage used</h2>
      <UsedTable used={used} />
      {(values.at(-1) ?? 0) > 0 && (
        <Chart label="Tokens used, over time" times={times} values={values} />
      )}
      <h2>Stages, newest first</h2>
      <VirtualList
        label="Stages"
        rows={newest}
        row_px={ROW_PX}
        keyOf={({ seq, run }) => `${seq} ${run}`}
      >
        {(row) => <StageRow workspace={workspace} row={row} />}
      </VirtualList>
    </>
  );
}

function StageRow({ workspace, row }: { readonly workspace: string; readonly row: ReplayRow }) {
  const { node, outcome, summary, run, at, item, total_tokens, cost_usd, duration_ms } = row;
  return (
    <div class="row two-lines">
      <span>
        <strong>{node}</strong> <Outcome outcome={outcome ?? ''} />{' '}
        <span class="quiet">
          on {item === null ? 'the whole spec' : <KeyLink workspace={workspace} of={item} />}
        </span>
      </span>
      <span class="quiet right">
        {tokensText(total_tokens)} tokens, cost {costText(cost_usd)}, {spanText(duration_ms ?? 0)}
      </span>
      <span class="ellipsis">{shortened(summary ?? '')}</span>
      <span class="quiet right">
        {run !== null && <RunLink workspace={workspace} run={run} />} <Clock at={at} />
      </span>
    </div>
  );
}

function curve(ended: readonly ReplayRow[]): readonly [readonly number[], readonly number[]] {
  let sum = 0;
  const points = ended.map(({ at, total_tokens }) => {
    sum += total_tokens ?? 0;
    return [Date.parse(at) / 1000, sum] as const;
  });
  return [points.map(([time]) => time), points.map(([, value]) => value)];
}
