import { z } from 'zod';
import { handoff } from './graph.ts';
import { authorId, fieldKey, schemaVersion } from './primitives.ts';

/**
 * A work item family: one kind of document, its grammar and its place on disk.
 * Source: `assets/families/<family_id>.json` or the workspace's own `families/` folder.
 */
const label = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/);

export const fieldType = z.enum(['text', 'id', 'time', 'choice', 'bool', 'json']);

const scalarField = z.strictObject({
  label,
  key: fieldKey,
  type: fieldType,
  required: z.boolean(),
  /** Only for `choice`. */
  choices: z.array(z.string()).optional(),
  /** Rendered only when the value differs from it; also the value when absent. */
  default: z.string().optional(),
  /**
   * What the runtime writes for a missing value when a person or agent hands a document over; may
   * hold `{...}` names.
   */
  intake: z.string().optional(),
});
export type ScalarField = z.infer<typeof scalarField>;

const listField = z.strictObject({
  label,
  key: fieldKey,
  required: z.boolean(),
  /** Items equal to `none`, `n/a` or `-` mean nothing. */
  placeholders: z.boolean().default(false),
  /** Items may be `Check:` followed by one command in backticks. */
  checks: z.boolean().default(false),
  intake: z.array(z.string()).optional(),
});
export type ListField = z.infer<typeof listField>;

export const family = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('work_item_family'),
  family_id: authorId,
  display_name: z.string().min(1),
  plane: authorId,
  /** Which entry of the plane's graph a claimed item takes. */
  entry_key: fieldKey,
  /** Below `millrace-agents/`, e.g. `tasks`. */
  folder: z.string().regex(/^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/),
  /** Folder names of the four places an item can be in. */
  states: z.strictObject({
    queue: fieldKey,
    active: fieldKey,
    done: fieldKey,
    blocked: fieldKey,
  }),
  /** Within a plane, a lower rank is claimed first whatever its time. */
  claim_rank: z.number().min(0).max(99),
  id_key: fieldKey,
  /** The time field that orders claims, e.g. `created_at`. */
  order_key: fieldKey,
  /** The list field whose entries gate the claim; null = items never wait for others. */
  depends_on_key: fieldKey.nullable(),
  /** May name the node to start at instead of the entry's node. */
  start_node_key: fieldKey.nullable().default(null),
  closure: z.strictObject({
    /**
     * `root` opens a closure target when it is its own root; `work` counts as open lineage work;
     * `none` is no part of it.
     */
    role: z.enum(['root', 'work', 'none']),
    /** The effective root is the first of these fields with a value; then, for `root`, the own id. */
    root_keys: z.array(fieldKey),
    idea_key: fieldKey.nullable(),
    /** For `root`: an item whose field has one of these values is never its own root by default. */
    derived: z
      .strictObject({ key: fieldKey, values: z.array(z.string()) })
      .nullable()
      .default(null),
    /**
     * For `root`: lists whose items are the contract of the lineage; item n of a list has the id
     * `<prefix><n>`.
     */
    contract: z
      .array(z.strictObject({ list_key: fieldKey, prefix: z.string().regex(/^[A-Z]$/) }))
      .optional(),
    /** List whose items name the ids of the contract that a document serves. */
    covers_key: fieldKey.optional(),
    /** For `root`: how its owner asks to see something of the lineage before it counts. */
    review: z
      .strictObject({
        /** Field that says what: `contract` or `plan`. */
        key: fieldKey,
        /** Item of a list that planning still has to write, and that is no promise. */
        filler: z.string().min(1),
      })
      .optional(),
    /** The document by which planning hears that a contract was amended; `{symptoms}` says in what. */
    amended: handoff.optional(),
    /** Field that a proposal of a stage gets from its active item: key -> `{item.id}` and the like. */
    inherit: z.record(fieldKey, z.string()),
  }),
  scalars: z.array(scalarField).min(1),
  lists: z.array(listField),
});
export type Family = z.infer<typeof family>;
