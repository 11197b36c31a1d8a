/** One line of the table: a kind of fault, and its numbered cases. */
export interface Row {
  /** What `--only` takes. */
  readonly name: string;
  readonly fault: string;
  /** Cases of the quick run. */
  readonly quick: number;
  /** How many different cases there are; null = as many as there are numbers. */
  readonly total: number | null;
  /** Cases of a row share the processor with others when they mostly wait. */
  readonly waits: boolean;
  /** What is wrong, or null. The same number is the same case as long as the seed is the same. */
  check(number: number): Promise<string | null>;
}

/**
 * Spreads the first numbers over the whole list, and goes through all of it in the end: the stride
 * has no factor in common with the length.
 */
export function spread<T>(list: readonly T[], number: number, seed: number): T {
  const stride = strideOf(list.length);
  const found = list[(number * stride + seed) % list.length];
  if (found === undefined) throw new Error('there are no cases to choose from');
  return found;
}

const GOLDEN_RATIO = 0.618;

function strideOf(length: number): number {
  let stride = Math.max(1, Math.round(length * GOLDEN_RATIO));
  while (commonFactor(stride, length) > 1) stride += 1;
  return stride;
}

function commonFactor(a: number, b: number): number {
  return b === 0 ? a : commonFactor(b, a % b);
}
