import { useMemo } from 'preact/hooks';
import type { ReplayRow } from '../../../src/runtime/api/index.ts';
import type { LookAnswer } from '../../../src/web/answers.ts';
import { type Address, go } from '../address.ts';
import { useView } from '../data/cache.ts';
import { useReplay } from '../data/replay.ts';
import { Graph, type NodeMark } from '../parts/graph.tsx';
import { Link } from '../parts/link.tsx';
import { Problem, Shown } from '../parts/shown.tsx';
import { Clock } from '../parts/time.tsx';
import { State } from '../parts/words.tsx';
import { positionAt } from './position.ts';

type FlowAddress = Extract<Address, { view: 'flow' }>;

/** The compiled graph by plane, with the work in it: as things stand, or at any step of a life. */
export function Flow({ at }: { readonly at: FlowAddress }) {
  const { workspace, of } = at;
  const graphs = useView(workspace, 'graphs');
  const look = useView(workspace, 'look').value.value;
  const { rows, error, isWhole } = useReplay(workspace, of);
  const step = Math.min(at.at ?? rows.length, rows.length);
  const position = useMemo(() => positionAt(rows, step), [rows, step]);
  const isNow = at.at === null || step === rows.length;
  const marks = useMemo(() => (of === '' ? liveMarks(look) : position.marks), [of, look, position]);
  return (
    <>
      <h1>Flow{of !== '' && ` of ${of}`}</h1>
      {error !== null && <Problem error={error} />}
      {of !== '' && <Slider at={at} rows={rows} step={step} isWhole={isWhole} />}
      <Shown of={graphs}>
        {({ planes }) => (
          <>
            {planes.length === 0 && (
              <p class="quiet">
                No plan is adopted yet: the first work that is handed over does it.
              </p>
            )}
            <div class="planes">
              {planes.map((plane) => (
                <Graph
                  key={plane.plane}
                  plane={plane}
                  marks={marks}
                  path={position.path}
                  waiting={isNow ? waitingIn(look) : NOTHING}
                />
              ))}
            </div>
          </>
        )}
      </Shown>
      {look !== null && isNow && <Why look={look} />}
    </>
  );
}

const NOTHING: ReadonlyMap<string, number> = new Map();

interface SliderProps {
  readonly at: FlowAddress;
  readonly rows: readonly ReplayRow[];
  readonly step: number;
  readonly isWhole: boolean;
}

/** From the first record of a lineage to its newest. */
function Slider({ at, rows, step, isWhole }: SliderProps) {
  const row = rows[step - 1];
  const move = (value: number) => {
    go({ ...at, at: value >= rows.length ? null : value }, true);
  };
  return (
    <div class="slider">
      <button type="button" onClick={() => move(Math.max(0, step - 1))} aria-label="One step back">
        ‹
      </button>
      <input
        type="range"
        min={0}
        max={rows.length}
        value={step}
        aria-label="Step of its life"
        aria-valuetext={row === undefined ? 'before its beginning' : rowText(row)}
        onInput={({ currentTarget }) => move(Number(currentTarget.value))}
      />
      <button type="button" onClick={() => move(step + 1)} aria-label="One step on">
        ›
      </button>
      <p>
        {step} of {rows.length}
        {!isWhole && ', still reading'}
        {row !== undefined && (
          <>
            {': '}
            <Clock at={row.at} /> {rowText(row)}{' '}
            {row.run !== null && (
              <Link to={{ view: 'run', workspace: at.workspace, key: row.run, tab: '' }}>
                {row.run}
              </Link>
            )}
          </>
        )}
      </p>
      {row?.summary != null && <p class="quiet">{row.summary}</p>}
    </div>
  );
}

function rowText({ kind, node, item, outcome }: ReplayRow): string {
  switch (kind) {
    case 'admitted':
      return `${item} comes in`;
    case 'started':
      return `${node} starts on ${item ?? 'the lineage'}`;
    case 'ended':
      return `${node} ends with ${outcome}`;
    case 'moved':
      return `${item} is ${outcome}`;
    case 'judged':
      return `the lineage: ${outcome}`;
  }
}

function liveMarks(look: LookAnswer | null): ReadonlyMap<string, NodeMark> {
  const active = look?.status.active ?? [];
  return new Map(
    active.map(({ node, about }) => [
      node,
      { isLive: true, isOnPath: false, times: null, note: about.title },
    ]),
  );
}

/** Entry -> items that wait: work comes in at the entry of its family. */
function waitingIn(look: LookAnswer | null): ReadonlyMap<string, number> {
  const queues = Object.entries(look?.status.queues ?? {});
  return new Map(queues.map(([family, states]) => [family, states.queue ?? states.incoming ?? 0]));
}

function Why({ look: { status, waits } }: { readonly look: LookAnswer }) {
  return (
    <section aria-label="Why it waits">
      <h2>
        Now: <State state={status.condition} />
      </h2>
      <ul>
        {waits.map(({ what, command }) => (
          <li key={what + command}>{what}</li>
        ))}
      </ul>
    </section>
  );
}
