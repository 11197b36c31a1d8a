import { z } from 'zod';
import { jsonOf } from '../harness/text.ts';
import { type HarnessUsage, useOf } from '../harness/usage.ts';

/** Name in `out/`. Any program may write it; it is the only way for a plain command to report tokens. */
export const USAGE_FILE = 'usage.json';
const COUNT_MAX = 1_000_000_000_000;
const COST_USD_MAX = 1_000_000;
const MODEL_LENGTH_MAX = 200;

const count = z.number().int().min(0).max(COUNT_MAX);
export const usageFile = z.strictObject({
  input_tokens: count,
  cached_input_tokens: count,
  output_tokens: count,
  thinking_tokens: count,
  total_tokens: count,
  cost_usd: z.number().min(0).max(COST_USD_MAX).optional(),
  /** Of which its price is looked up where it names no cost. */
  model: z.string().min(1).max(MODEL_LENGTH_MAX).optional(),
});

export interface UsageReading {
  readonly usage: HarnessUsage | null;
  readonly notes: readonly string[];
}

/** A wrong usage file costs the numbers, not the stage. */
export function readUsage(out: ReadonlyMap<string, Uint8Array>): UsageReading {
  const bytes = out.get(USAGE_FILE);
  if (bytes === undefined) return { usage: null, notes: [] };
  const parsed = usageFile.safeParse(jsonOf(bytes));
  if (parsed.success) {
    const { model, ...usage } = parsed.data;
    const models = model === undefined ? {} : { models: [{ model, ...useOf(usage) }] };
    return { usage: { ...usage, ...models }, notes: [] };
  }
  const problem = parsed.error.issues[0];
  const where = problem === undefined ? '' : ` (${problem.path.join('.')}: ${problem.message})`;
  return { usage: null, notes: [`out/${USAGE_FILE} was ignored${where}`] };
}
