import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

interface ChartProps {
  readonly label: string;
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

const HEIGHT_PX = 180;
const LABEL_PX = 110;
const compact = new Intl.NumberFormat('en', { notation: 'compact' });

/** One line over time, for the eye; the same numbers stand in a table beside it. */
export function Chart({ label, times, values }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (current === null || times.length < 2) return;
    const colours = getComputedStyle(current);
    const [line, axis, grid] = ['--accent', '--quiet', '--edge'].map((name) =>
      colours.getPropertyValue(name).trim(),
    );
    const axes = {
      stroke: axis ?? '',
      grid: { stroke: grid ?? '', width: 1 },
      ticks: { stroke: grid ?? '', width: 1 },
    };
    const plot = new uPlot(
      {
        width: current.clientWidth,
        height: HEIGHT_PX,
        legend: { show: false },
        cursor: { show: false },
        series: [{}, { stroke: line ?? '', width: 2 }],
        axes: [
          { ...axes, space: LABEL_PX },
          { ...axes, size: 56, values: (_, ticks) => ticks.map((one) => compact.format(one)) },
        ],
      },
      [[...times], [...values]],
      current,
    );
    const resized = new ResizeObserver(() =>
      plot.setSize({ width: current.clientWidth, height: HEIGHT_PX }),
    );
    resized.observe(current);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [times, values]);
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}
