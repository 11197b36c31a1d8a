import { useMemo } from 'preact/hooks';
import type { LookAnswer } from '../../../src/web/answers.ts';
import type { Address } from '../address.ts';
import { useView } from '../data/cache.ts';
import { useReplay } from '../data/replay.ts';
import { Graph, type NodeMark } from '../parts/graph.tsx';
import { Link } from '../parts/link.tsx';
import { Problem, Shown } from '../parts/shown.tsx';
import { positionAt } from './position.ts';
import { Queue, waitingAt } from './queue.tsx';
import { Running } from './running.tsx';
import { Slider } from './slider.tsx';
import { Waits } from './waits.tsx';

export type FlowAddress = Extract<Address, { view: 'flow' }>;

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
      {of === '' ? <h1>Flow</h1> : <FlowTitle workspace={workspace} of={of} />}
      {error !== null && <Problem error={error} />}
      {of !== '' && <Slider at={at} rows={rows} step={step} isWhole={isWhole} />}
      {of === '' && look !== null && <Running workspace={workspace} look={look} />}
      <div class="flow">
        <Shown of={graphs}>
          {({ planes }) => (
            <div class="planes">
              {planes.length === 0 && (
                <p class="empty">
                  No plan is adopted yet: the first work that is handed over does it.
                </p>
              )}
              {planes.map((plane) => (
                <Graph
                  key={plane.plane}
                  plane={plane}
                  marks={marks}
                  path={position.path}
                  waiting={isNow && of === '' ? waitingIn(look) : NOTHING}
                />
              ))}
            </div>
          )}
        </Shown>
        {look !== null && of === '' && (
          <aside>
            <h2>What waits, and why</h2>
            <Waits workspace={workspace} waits={look.waits} total={look.status.blockers_total} />
            <Queue workspace={workspace} look={look} />
          </aside>
        )}
      </div>
    </>
  );
}

function FlowTitle({ workspace, of }: { readonly workspace: string; readonly of: string }) {
  const view = useView(workspace, 'show', { key: of }).value.value;
  const isRun = view?.kind === 'run';
  const title = view?.kind === 'root' ? view.lineage.title : isRun ? view.about.title : null;
  return (
    <>
      <h1>{title === null ? 'Flow' : `Flow of ${title}`}</h1>
      <p class="under-title">
        the way that <Link to={{ view: isRun ? 'run' : 'spec', workspace, key: of }}>{of}</Link>{' '}
        took
      </p>
    </>
  );
}

const NOTHING: ReadonlyMap<string, number> = new Map();

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
  const families = look === null ? [] : Object.keys(look.status.queues);
  return new Map(families.map((family) => [family, look === null ? 0 : waitingAt(look, family)]));
}
