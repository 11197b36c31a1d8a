import { signal } from '@preact/signals';
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

interface VirtualListProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** Height of each row, on a narrow screen and on others. */
  readonly row_px: { readonly wide: number; readonly narrow: number };
  readonly keyOf: (row: Row) => string;
  readonly children: (row: Row) => ComponentChildren;
  /** The end of what is there is near. */
  readonly onEnd?: () => void;
}

const OVERSCAN = 5;
/** So many rows before the end more are asked for. */
const AHEAD = 80;
const BORDER_PX = 2;

const narrow = matchMedia('(max-width: 620px)');
const isNarrow = signal(narrow.matches);
narrow.addEventListener('change', ({ matches }) => {
  isNarrow.value = matches;
});

/** A list of any length: only the rows that are seen are in the page. */
export function VirtualList<Row>(props: VirtualListProps<Row>) {
  const { label, rows, row_px, keyOf, children, onEnd } = props;
  const height_px = isNarrow.value ? row_px.narrow : row_px.wide;
  const scroller = useRef<HTMLElement>(null);
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const options = {
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height_px,
    overscan: OVERSCAN,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => draw(0),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, Element>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height_px]);
  useLayoutEffect(() => virtualizer._willUpdate());
  const seen = virtualizer.getVirtualItems();
  const last = seen.at(-1)?.index ?? -1;
  useLayoutEffect(() => {
    if (last >= rows.length - AHEAD) onEnd?.();
  }, [last, rows.length, onEnd]);
  return (
    <section
      class="scroller"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
      tabIndex={0}
      aria-label={label}
      style={{ height: `min(${rows.length * height_px + BORDER_PX}px, var(--list))` }}
    >
      <ul style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {seen.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const style = { transform: `translateY(${start}px)`, height: `${height_px}px` };
          return (
            <li key={keyOf(row)} style={style} aria-setsize={rows.length} aria-posinset={index + 1}>
              {children(row)}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
