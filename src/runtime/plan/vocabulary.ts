import { z } from 'zod';
import { fieldKey, schemaVersion } from './primitives.ts';

/**
 * How people name the parts of a document that they hand over, in one language or in one workspace.
 * Source: `assets/vocabulary/` of the package and the workspace's own `vocabulary/` folder; what all
 * files say counts together. Case, accents, numbers, emoji and brackets around a name do not count.
 */
const WORDS_MAX = 400;
const WORD_LENGTH_MAX = 80;
const words = z.array(z.string().min(1).max(WORD_LENGTH_MAX)).max(WORDS_MAX).default([]);

const section = z.strictObject({
  /** A heading or label that says exactly this begins the section. */
  names: words,
  /** So does a heading, or a line that ends with a colon, in which these words stand. */
  within: words,
  /** Begins no section, but is the nearest miss of a document that has none. */
  near: words,
});

export const vocabularyFile = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('heading_vocabulary'),
  language: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  /** By the key of the field that the section fills. */
  sections: z.record(fieldKey, section).default({}),
  /** Names of sections that fill no field; they end the one above them. */
  prose: words,
  /** Words that begin the name of one scenario, as in "Scenario: an expired coupon". */
  scenario: words,
  /**
   * Words with which a short item says nothing that can be seen: "works well" at its end, "tbd" at
   * its start. Such an item is warned of, never changed.
   */
  vague: z.strictObject({ ends: words, starts: words }).default({ ends: [], starts: [] }),
  /** Letters before a number that mark one acceptance item, as in "AC-1". */
  item_ids: words,
  /** Names of a table's column that only numbers its rows. */
  id_columns: words,
  /** Words that begin the steps of a scenario: Given, When, Then, And. */
  steps: z
    .strictObject({ context: words, action: words, outcome: words, and: words })
    .default({ context: [], action: [], outcome: [], and: [] }),
  /** Words before a colon in a feature file, beside those of `scenario`. */
  gherkin: z
    .strictObject({ feature: words, background: words, rule: words, examples: words })
    .default({ feature: [], background: [], rule: [], examples: [] }),
});
export type VocabularyFile = z.infer<typeof vocabularyFile>;
