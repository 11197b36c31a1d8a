import type { Row } from './measure.ts';
import type { PlayedAttempts } from './played-attempts.ts';

const SAME_MIN = 0.9;
/** The last part of a prompt: the work itself. */
const WORK = /\n\n## (?:Work item|Contract to judge)\n[\s\S]*$/;

interface Kind {
  count: number;
  size: number;
  /** Parts of prompts that were the same as in the one before, of the whole and beside the work. */
  readonly whole: number[];
  readonly beside: number[];
  last: string;
}

/**
 * By kind of stage, how much of a prompt a harness has seen already in the one before it: a
 * provider serves that from its cache.
 */
export function promptRows(prompts: PlayedAttempts['prompts']): Row[] {
  const kinds = new Map<string, Kind>();
  for (const { node, prompt } of prompts) {
    const kind = kinds.get(node) ?? { count: 0, size: 0, whole: [], beside: [], last: '' };
    kinds.set(node, kind);
    if (kind.count > 0) {
      const same = commonPrefix(kind.last, prompt);
      kind.whole.push(same / prompt.length);
      kind.beside.push(same / prompt.replace(WORK, '').length);
    }
    kind.count += 1;
    kind.size += prompt.length;
    kind.last = prompt;
  }
  return [...kinds].flatMap(([node, kind]) => (kind.whole.length === 0 ? [] : [rowOf(node, kind)]));
}

function rowOf(node: string, { count, size, whole, beside }: Kind): Row {
  const besideWork = mean(beside);
  const bytes = Math.round(size / count).toLocaleString('en');
  return {
    what: `prompt of the ${node}, the same as in the one before`,
    result: `${percent(mean(whole))} of ${bytes} bytes, ${percent(besideWork)} beside its work`,
    limit: `${percent(SAME_MIN)} beside its work`,
    ok: besideWork >= SAME_MIN,
  };
}

function mean(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

function commonPrefix(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
