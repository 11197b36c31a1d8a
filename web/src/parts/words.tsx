import type { About, WorkState } from '../../../src/runtime/api/index.ts';

const MARKS: Readonly<Record<string, string>> = {
  closed: '✓',
  done: '✓',
  complete: '✓',
  blocked: '✕',
  refused: '✕',
  waiting: '◔',
  paused: '‖',
  held: '‖',
  withdrawn: '–',
  superseded: '–',
  queued: '○',
};

/** A state in its word, so that its colour and mark say nothing that is not read. */
export function State({ state }: { readonly state: WorkState | string }) {
  return (
    <span class={`state state-${state}`}>
      <span aria-hidden="true">{MARKS[state] ?? '●'}</span> {state}
    </span>
  );
}

export function waitText({ wait }: Pick<About, 'wait'>): string {
  switch (wait?.on) {
    case undefined:
      return '';
    case 'limit':
      return `reached ${wait.limit}`;
    case 'pause':
      return wait.until === null ? `paused by ${wait.source}` : `paused until ${wait.until}`;
    case 'decision':
      return `question ${wait.id}`;
    case 'dependency':
      return `waits for ${wait.keys.join(', ')}`;
    case 'document':
      return `cannot read ${wait.path}`;
  }
}

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 1, notation: 'compact' });
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });

/** null is not known, and never zero. */
export function tokensText(tokens: number | null): string {
  return tokens === null ? 'tokens unknown' : `${numbers.format(tokens)} tokens`;
}

export function costText(cost_usd: number | null): string {
  return cost_usd === null ? 'cost unknown' : money.format(cost_usd);
}

export function counted(count: number, what: string): string {
  return `${numbers.format(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** What a view is about; known by its id before it was read, and where it cannot be. */
export function Title({ text, id }: { readonly text: string | null; readonly id: string }) {
  return (
    <h1>
      {text ?? id} {text !== null && <span class="quiet">{id}</span>}
    </h1>
  );
}

/** Text of a stage or document is text, whatever it holds. */
export function Prose({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <pre class="prose" tabIndex={0}>
      {text}
    </pre>
  );
}
