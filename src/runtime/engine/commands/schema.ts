import { z } from 'zod';
import type {
  ControlCommand,
  GcView,
  RepairView,
  ReviseCommand,
  SkillCommand,
} from '../../api/index.ts';
import { authorId, itemId } from '../../plan/index.ts';
import { PACKAGE_FILES_MAX, PACKAGE_SIZE_BYTES_MAX } from '../../skills/index.ts';

const reason = z.string().min(1).max(500);

/** A key that a caller makes up, so that a repeated call is the same call. Part of no path. */
export const REQUEST_KEY = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/;

const control = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('pause'), reason, plane: authorId.optional() }),
  z.strictObject({ name: z.literal('resume'), all: z.boolean(), plane: authorId.optional() }),
  z.strictObject({
    name: z.literal('retire'),
    run: itemId.nullable(),
    plane: authorId.optional(),
    to: z.enum(['again', 'queue', 'blocked']),
    reason,
  }),
  z.strictObject({ name: z.literal('requeue'), item: z.string().max(220), reason }),
  z.strictObject({ name: z.literal('clear'), reason, force: z.boolean() }),
  z.strictObject({ name: z.literal('stop'), owner: z.string().max(80), now: z.boolean() }),
  z.strictObject({ name: z.literal('desire'), running: z.boolean() }),
  z.strictObject({ name: z.literal('reload_config') }),
]) satisfies z.ZodType<ControlCommand>;

const work = z.string().min(1).max(220);

const revise = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('supersede'),
    work,
    replacement: work,
    cascade: z.enum(['retarget', 'withdraw']),
    reason,
  }),
  z.strictObject({ name: z.literal('retarget'), work, from: work, to: work.nullable(), reason }),
  z.strictObject({ name: z.literal('resolve'), work, reason }),
  z.strictObject({ name: z.literal('archive'), work: z.string().min(1).max(1000), reason }),
  z.strictObject({ name: z.literal('reopen'), work, reason }),
  z.strictObject({ name: z.literal('repair_lineage'), root: work, reason }),
  z.strictObject({ name: z.literal('note'), work, text: z.string().min(1).max(4000) }),
  z.strictObject({ name: z.literal('withdraw'), work, reason }),
  z.strictObject({ name: z.literal('prioritize'), work, reason }),
  z.strictObject({
    name: z.literal('amend'),
    work,
    items: z.array(z.string().min(2).max(4000)).max(50).readonly(),
    document: z.string().max(2_000_000).optional(),
    reason,
    version: z.number().int().min(1).nullable(),
    is_person: z.boolean(),
  }),
  z.strictObject({
    name: z.literal('waive'),
    work,
    item: z.string().min(1).max(20),
    reason,
    is_person: z.boolean(),
  }),
  z.strictObject({
    name: z.literal('answer'),
    question: z.string().min(1).max(20),
    text: z.string().min(1).max(4000),
    is_person: z.boolean(),
  }),
]) satisfies z.ZodType<ReviseCommand>;

const skill = z.string().min(1).max(120);
const source = z.string().min(1).max(500);
const skillFiles = z
  .array(
    z.strictObject({ path: z.string().max(240), text: z.string().max(PACKAGE_SIZE_BYTES_MAX) }),
  )
  .max(PACKAGE_FILES_MAX)
  .readonly();

const skills = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('promote_skill'), skill, is_person: z.boolean() }),
  z.strictObject({ name: z.literal('drop_skill'), skill, reason }),
  z.strictObject({
    name: z.literal('revert_skill'),
    skill,
    to: z.number().int().min(0).nullable(),
    is_person: z.boolean(),
  }),
  z.strictObject({
    name: z.literal('install_skill'),
    skill,
    files: skillFiles,
    source,
    replace: z.boolean(),
    /** Absent = it is not, as from a client of release 0.1. */
    from_index: z.boolean().default(false),
    is_person: z.boolean(),
  }),
  z.strictObject({
    name: z.literal('refresh_skill'),
    skill,
    files: skillFiles,
    source,
    is_person: z.boolean(),
  }),
]) satisfies z.ZodType<SkillCommand>;

/** One shape for the mailbox and for direct calls. */
export const command = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('admit'),
    /** Null = the root family of the plan. */
    family: authorId.nullable(),
    /** Given by whoever hands the document over; without it one is made from the title. */
    id: z.string().max(200).optional(),
    /** In the canonical grammar. */
    text: z.string().max(2_000_000),
    /** As it came; absent = the same text, as clients of release 0.1 before reading it send it. */
    handed_over: z.string().max(2_000_000).optional(),
    /** It is an idea, and this the id that it gets where none is given. */
    idea: z.string().max(200).optional(),
    channel: z.string().max(120),
  }),
  z.strictObject({ name: z.literal('adopt'), mode: authorId.nullable() }),
  z.strictObject({ name: z.literal('repair') }),
  z.strictObject({ name: z.literal('gc') }),
  ...control.options,
  ...revise.options,
  ...skills.options,
]);
export type Command = z.infer<typeof command>;

/** What a control command came to, also as it comes back through the mailbox. */
export const controlValue = z.strictObject({
  applied: z.boolean(),
  detail: z.string(),
  runs: z.array(z.string()),
  /** What changed, a line each. */
  lines: z.array(z.string()).optional(),
});
export type ControlValue = z.infer<typeof controlValue>;

const moved = z.strictObject({ from: z.string(), to: z.string() });

export const repairView = z.strictObject({
  seq: z.number(),
  rebuilt: z.array(z.string()),
  rebuilt_total: z.number(),
  moved: z.array(moved),
  moved_total: z.number(),
}) satisfies z.ZodType<Omit<RepairView, 'notes'>>;

export const gcView = z.strictObject({
  applied: z.boolean(),
  simulated: z.boolean(),
  segments_packed: z.number(),
  segments_thinned: z.number(),
  attempts_dropped: z.number(),
  blobs_dropped: z.number(),
  logs_dropped: z.number(),
  trees_dropped: z.number().default(0),
  freed_bytes: z.number(),
  archive_bytes: z.number(),
  output_bytes: z.number(),
  notes: z.array(z.string()),
}) satisfies z.ZodType<GcView>;

/** A file of the mailbox. */
export const envelope = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('mailbox_command'),
  number: z.number().int().min(1),
  /** The same key is applied once and answered the same each time. */
  request_key: z.string().min(8).max(200).regex(REQUEST_KEY),
  actor: z.string().max(120),
  issued_at: z.string(),
  command,
});
export type Envelope = z.infer<typeof envelope>;

const failure = z.strictObject({
  code: z.string(),
  what: z.string(),
  expected: z.string().optional(),
  next: z.string(),
});

/** What came of a command. `failure` is an error of the closed set, in its own words. */
export const answer = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    value: z.unknown(),
    /** It was applied before, under the same key; `value` is how it stands now. */
    already: z.literal(true).optional(),
  }),
  z.strictObject({ ok: z.literal(false), failure }),
]);
export type Answer = z.infer<typeof answer>;
