import { z } from 'zod';
import { authorId, itemId } from '../plan/index.ts';

const reason = z.string().min(1).max(500);
/** `<family>/<id>`. */
const itemKey = z.string().max(220);

/**
 * What an operator, a client or another process may ask of the owner. One shape for the mailbox and
 * for direct calls.
 */
export const command = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('admit'),
    family: authorId,
    text: z.string().max(2_000_000),
    channel: z.string().max(120),
  }),
  z.strictObject({ name: z.literal('adopt'), mode: authorId.nullable() }),
  z.strictObject({ name: z.literal('pause'), reason }),
  /** `all` also lifts pauses that would lift by themselves. */
  z.strictObject({ name: z.literal('resume'), all: z.boolean() }),
  /** `run` null = the one active run. */
  z.strictObject({
    name: z.literal('retire'),
    run: itemId.nullable(),
    to: z.enum(['again', 'queue', 'blocked']),
    reason,
  }),
  z.strictObject({ name: z.literal('requeue'), key: itemKey, reason }),
  /** Every active run goes back to its queue; counters and pauses are cleared. */
  z.strictObject({ name: z.literal('clear'), reason }),
  /** Meant for one owner: another one leaves it alone. `now` interrupts the running stages. */
  z.strictObject({ name: z.literal('stop'), owner: z.string().max(80), now: z.boolean() }),
  z.strictObject({ name: z.literal('desire'), running: z.boolean() }),
]);
export type Command = z.infer<typeof command>;

/** A file of the mailbox. */
export const envelope = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('mailbox_command'),
  number: z.number().min(1),
  /** The same key is applied once and answered the same each time. */
  request_key: z.string().min(8).max(120),
  actor: z.string().max(120),
  issued_at: z.string(),
  command,
});
export type Envelope = z.infer<typeof envelope>;

/** What came of a command. `failure` is an error of the closed set, in its own words. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly failure: {
        readonly code: string;
        readonly what: string;
        readonly expected?: string | undefined;
        readonly next: string;
      };
    };
