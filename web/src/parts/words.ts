import type { About } from '../../../src/runtime/api/index.ts';

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 1, notation: 'compact' });
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const bytes = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const KB = 1024;

/** null is not known, and never zero. */
export function tokensText(tokens: number | null): string {
  return tokens === null ? 'unknown' : numbers.format(tokens);
}

/** `unpriced`: stages of which nobody knows what they have cost. */
export function costText(cost_usd: number | null, unpriced = 0): string {
  if (cost_usd === null) return 'unknown';
  return `${unpriced > 0 ? 'at least ' : ''}${money.format(cost_usd)}`;
}

export function counted(count: number, what: string): string {
  return `${numbers.format(count)} ${what}${count === 1 ? '' : 's'}`;
}

export function sizeText(size_bytes: number): string {
  if (size_bytes < KB) return counted(size_bytes, 'byte');
  if (size_bytes < KB * KB) return `${bytes.format(size_bytes / KB)} KB`;
  return `${bytes.format(size_bytes / KB / KB)} MB`;
}

/** Of a node or an outcome, as a person would write it. */
export function plainName(name: string): string {
  return name.replaceAll('_', ' ').toLowerCase();
}

/** Of a path or key, what it is called. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

type Waits = NonNullable<About['wait']>;

/** What stands before the work that is waited for, or all of it. */
export function waitText(wait: Exclude<Waits, { on: 'dependency' } | { on: 'pause' }>): string {
  switch (wait.on) {
    case 'limit':
      return `reached its limit of ${plainName(wait.limit)}`;
    case 'decision':
      return `waits for an answer to ${wait.id}`;
    case 'document':
      return `cannot read ${wait.path}`;
  }
}
