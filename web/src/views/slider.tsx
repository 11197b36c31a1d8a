import type { ReplayRow } from '../../../src/runtime/api/index.ts';
import { go } from '../address.ts';
import { RunLink } from '../parts/link.tsx';
import { Linked } from '../parts/linked.tsx';
import { Clock } from '../parts/time.tsx';
import { shortened } from './events.tsx';
import type { FlowAddress } from './flow.tsx';

interface SliderProps {
  readonly at: FlowAddress;
  readonly rows: readonly ReplayRow[];
  readonly step: number;
  readonly isWhole: boolean;
}

/** From the first record of a lineage to its newest. */
export function Slider({ at, rows, step, isWhole }: SliderProps) {
  const row = rows[step - 1];
  const move = (value: number) => {
    go({ ...at, at: value >= rows.length ? null : value }, true);
  };
  return (
    <div class="slider">
      <div class="slide">
        <button
          type="button"
          onClick={() => move(Math.max(0, step - 1))}
          aria-label="One step back"
        >
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
      </div>
      <p>
        <span class="quiet">
          {step} of {rows.length}
          {!isWhole && ', still reading'}
        </span>
        {row !== undefined && (
          <>
            {': '}
            <Clock at={row.at} /> <Linked workspace={at.workspace} text={rowText(row)} />{' '}
            {row.run !== null && (
              <span class="quiet">
                <RunLink workspace={at.workspace} run={row.run} />
              </span>
            )}
          </>
        )}
      </p>
      {row?.summary != null && <p class="quiet">{shortened(row.summary)}</p>}
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
