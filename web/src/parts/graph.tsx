import type { PictureArrow, PictureBox } from '../../../src/compiler/views/graph-layout.ts';
import type { PlaneAnswer } from '../../../src/web/answers.ts';

export interface NodeMark {
  /** A stage runs there. */
  readonly isLive: boolean;
  /** It lies on the path that is shown. */
  readonly isOnPath: boolean;
  /** How often it was entered on the path; null = nothing is shown. */
  readonly times: number | null;
  readonly note: string;
}

interface GraphProps {
  readonly plane: PlaneAnswer;
  readonly marks: ReadonlyMap<string, NodeMark>;
  /** `<from> <to>` of arrows on the path, and `<from> <outcome>` of those that end it. */
  readonly path: ReadonlySet<string>;
  /** Entry -> what waits there. */
  readonly waiting: ReadonlyMap<string, number>;
}

const LINE_PX = 15;
const MARGIN_PX = 24;
/** Smaller than that nobody reads it: it scrolls. */
const SCALE_MIN = 0.62;
const BADGE_PX = 4;

/** One plane as it was compiled, with where the work is and how it came there. */
export function Graph({ plane, marks, path, waiting }: GraphProps) {
  const { width, height, boxes, arrows, limits } = plane;
  const size = `${-MARGIN_PX} ${-MARGIN_PX} ${width + 2 * MARGIN_PX} ${height + 2 * MARGIN_PX}`;
  const limitOf = new Map(limits.map(({ node, times }) => [node, times]));
  const live = boxes.filter(({ point }) => marks.get(point)?.isLive).map(({ name }) => name);
  const tip = `tip-${plane.plane}`;
  const label = `${plane.plane}: ${live.length === 0 ? 'no stage runs' : `${live.join(', ')} runs`}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <figure class="graph" tabIndex={0} aria-label={`The plane ${plane.plane}`}>
      <figcaption>
        {plane.plane} <span class="quiet">{plane.loop_id}</span>
      </figcaption>
      <svg
        viewBox={size}
        width={width + 2 * MARGIN_PX}
        style={{ minWidth: `${SCALE_MIN * (width + 2 * MARGIN_PX)}px` }}
        role="img"
        aria-label={label}
      >
        <defs>
          <Tip id={tip} name="" />
          <Tip id={`${tip}-on-path`} name="on-path" />
        </defs>
        {arrows.map((arrow) => {
          const key = `${arrow.from} ${arrow.to}`;
          return <GraphArrow key={key} arrow={arrow} tip={tip} isOnPath={isTaken(arrow, path)} />;
        })}
        {boxes.map((box) => (
          <GraphBox
            key={box.point}
            box={box}
            mark={marks.get(box.point)}
            limit={limitOf.get(box.point)}
            waiting={waiting.get(box.name) ?? 0}
          />
        ))}
      </svg>
    </figure>
  );
}

/** An end is known by the outcome that leads to it. */
function isTaken({ from, to, labels }: PictureArrow, path: ReadonlySet<string>): boolean {
  if (path.has(`${from} ${to}`)) return true;
  return to.startsWith('terminal:') && labels.some((outcome) => path.has(`${from} ${outcome}`));
}

function Tip({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <marker
      id={id}
      class={name}
      viewBox="0 0 8 8"
      refX="8"
      refY="4"
      markerWidth="8"
      markerHeight="8"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path class="tip" d="M0,0L8,4L0,8z" />
    </marker>
  );
}

interface GraphArrowProps {
  readonly arrow: PictureArrow;
  readonly tip: string;
  readonly isOnPath: boolean;
}

function GraphArrow({ arrow: { way, labels, x, y }, tip, isOnPath }: GraphArrowProps) {
  const top = y - ((labels.length - 1) * LINE_PX) / 2 + 3;
  return (
    <g class={isOnPath ? 'arrow on-path' : 'arrow'}>
      <path
        d={`M${way.map((point) => `${point.x},${point.y}`).join('L')}`}
        marker-end={`url(#${isOnPath ? `${tip}-on-path` : tip})`}
      />
      {labels.map((label, row) => (
        <text key={label} x={x} y={top + row * LINE_PX} text-anchor="middle">
          {label}
        </text>
      ))}
    </g>
  );
}

interface GraphBoxProps {
  readonly box: PictureBox;
  readonly mark: NodeMark | undefined;
  readonly limit: number | undefined;
  readonly waiting: number;
}

function GraphBox({ box, mark, limit, waiting }: GraphBoxProps) {
  const { name, kind, x, y, width, height } = box;
  const states = [mark?.isLive && 'live', mark?.isOnPath && 'on-path'].filter(Boolean).join(' ');
  const times = mark?.times ?? null;
  const badge = badgeText({ kind, times, limit, waiting });
  return (
    <g class={`box ${kind} ${states}`}>
      <title>{[name, mark?.note, badge].filter(Boolean).join(': ')}</title>
      <rect
        x={x - width / 2}
        y={y - height / 2}
        width={width}
        height={height}
        rx={kind === 'node' ? 4 : height / 2}
      />
      <text x={x} y={y + 4} text-anchor="middle">
        {name}
      </text>
      {badge !== '' && (
        <text class="badge" x={x + width / 2 + BADGE_PX} y={y - height / 2 + BADGE_PX}>
          {badge}
        </text>
      )}
    </g>
  );
}

function badgeText({
  kind,
  times,
  limit,
  waiting,
}: Pick<GraphBoxProps, 'limit' | 'waiting'> & {
  readonly kind: PictureBox['kind'];
  readonly times: number | null;
}): string {
  if (kind === 'entry') return waiting === 0 ? '' : `${waiting} wait`;
  if (times === null || times === 0) return limit === undefined ? '' : `limit ${limit}`;
  return limit === undefined ? `${times}x` : `${times}x of ${limit}`;
}
