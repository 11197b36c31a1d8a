import type { ReplayRow } from '../../../src/runtime/api/index.ts';
import { spanText } from '../parts/time.tsx';
import { costText, tokensText } from '../parts/words.ts';

interface Used {
  readonly node: string;
  times: number;
  tokens: number | null;
  cost_usd: number | null;
  /** Times of which nobody knows the cost. */
  unpriced: number;
  duration_ms: number;
}

/** Unknown stays unknown as long as nobody said anything. */
export function usedBy(ended: readonly ReplayRow[]): readonly Used[] {
  const all = new Map<string, Used>();
  for (const { node, total_tokens, cost_usd, duration_ms } of ended) {
    const name = node ?? '';
    const used = all.get(name) ?? {
      node: name,
      times: 0,
      tokens: null,
      cost_usd: null,
      unpriced: 0,
      duration_ms: 0,
    };
    used.times += 1;
    if (total_tokens !== null) used.tokens = (used.tokens ?? 0) + total_tokens;
    if (cost_usd === null) used.unpriced += 1;
    else used.cost_usd = (used.cost_usd ?? 0) + cost_usd;
    used.duration_ms += duration_ms ?? 0;
    all.set(name, used);
  }
  return [...all.values()].sort((a, b) => (b.tokens ?? 0) - (a.tokens ?? 0));
}

/** What each kind of stage used, the most expensive first. */
export function UsedTable({ used }: { readonly used: readonly Used[] }) {
  if (used.length === 0) return <p class="empty">No stage has ended yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <div class="wide" tabIndex={0}>
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
          {used.map(({ node, times, tokens, cost_usd, unpriced, duration_ms }) => (
            <tr key={node}>
              <th scope="row">{node}</th>
              <td>{times}</td>
              <td>{tokensText(tokens)}</td>
              <td>{costText(cost_usd, unpriced)}</td>
              <td>{spanText(duration_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
