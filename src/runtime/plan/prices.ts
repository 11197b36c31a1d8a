import { z } from 'zod';

const USD_MAX = 1_000_000;
const MODELS_MAX = 2000;
const NAMES_MAX = 50;
const usd = z.number().min(0).max(USD_MAX);
const modelName = z.string().min(1).max(200);

/** What a million tokens of a model cost, in USD. */
export const modelPrice = z.strictObject({
  /** Of input that no cache held. */
  input_usd: usd,
  /** Thinking counts as output. */
  output_usd: usd,
  /** Of input that was read from a cache; absent = as other input. */
  cached_input_usd: usd.optional(),
  /** Of input that was written to a cache; absent = as other input. */
  cache_write_usd: usd.optional(),
});
export type ModelPrice = z.infer<typeof modelPrice>;

/** `[prices]`: what somebody says themselves. It wins over all others. */
export const ownPrices = z
  .record(modelName, modelPrice)
  .refine((all) => Object.keys(all).length <= MODELS_MAX, {
    error: `must name at most ${MODELS_MAX} models`,
  });
export type OwnPrices = z.infer<typeof ownPrices>;

/** `assets/prices.json`: list prices of a day, taken over from a public table. */
export const priceTable = z.strictObject({
  source: z.url(),
  version: z.string(),
  licence: z.string(),
  as_of: z.iso.date(),
  models: z.record(
    modelName,
    modelPrice.extend({ names: z.array(modelName).max(NAMES_MAX).optional() }),
  ),
});
export type PriceTable = z.infer<typeof priceTable>;
