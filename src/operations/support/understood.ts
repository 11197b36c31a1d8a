import type { Understood } from '../../runtime/api/index.ts';
import { clip } from './text.ts';

/** How much of each item and how many of a list an answer shows. */
export interface Room {
  readonly items: number;
  readonly item_bytes: number;
}

/** From the richest to the barest. */
export const ROOMS: readonly [Room, ...Room[]] = [
  { items: 40, item_bytes: 240 },
  { items: 12, item_bytes: 160 },
  { items: 8, item_bytes: 120 },
  { items: 5, item_bytes: 90 },
  { items: 2, item_bytes: 60 },
];

const TITLE_BYTES_MAX = 160;
const HEADINGS_SHOWN_MAX = 6;
const HEADING_BYTES_MAX = 40;

/** What was understood of a document, as markdown: the title, its lists, and what stayed prose. */
export function understoodText({ title, lists, prose }: Understood, room: Room): string {
  const blocks = lists.map(({ label, prefix, items }) => {
    const id = (at: number) => (prefix === null ? '' : `${prefix}${at + 1} `);
    const shown = items
      .slice(0, room.items)
      .map((item, at) => `- ${id(at)}${clip(item, room.item_bytes)}`);
    const more = items.length - shown.length;
    const rest = more > 0 ? [`- and ${more} more`] : [];
    return [`${label} (${items.length}):`, ...shown, ...rest].join('\n');
  });
  return [`# ${clip(title, TITLE_BYTES_MAX)}`, ...blocks, proseLine(prose)].join('\n\n');
}

function proseLine({ lines, headings }: Understood['prose']): string {
  if (lines === 0) return 'Prose: none.';
  const shown = headings.slice(0, HEADINGS_SHOWN_MAX).map((one) => clip(one, HEADING_BYTES_MAX));
  const more = headings.length > shown.length ? ', ...' : '';
  const under = shown.length === 0 ? '' : ` (${shown.join(', ')}${more})`;
  return `Prose: ${lines} ${lines === 1 ? 'line' : 'lines'}${under}.`;
}
