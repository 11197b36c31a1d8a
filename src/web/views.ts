import { z } from 'zod';
import { lookOf, waitsOf } from '../cli/watch/watched.ts';
import type { ClientSession } from '../operations/session.ts';
import type { Runtime } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { printable } from '../runtime/text/printable.ts';
import type { ViewAnswers } from './answers.ts';
import { ARTIFACT_BYTES_MAX, DIFF_LINES_MAX, LOG_LINES_MAX, ROWS_MAX } from './limits.ts';
import { planes } from './planes.ts';

/** What a view is read from. */
export interface Viewing {
  readonly runtime: Runtime;
  readonly session: Pick<ClientSession, 'graphs'>;
  /** Absolute path of the workspace. */
  readonly place: string;
}

const TEXT_LENGTH_MAX = 300;
const key = z.string().min(1).max(TEXT_LENGTH_MAX);
const optional = key.nullable().default(null);
const count = (max: number) => z.coerce.number().int().min(1).max(max).default(max);

interface View<Answer> {
  /** Throws `input_invalid` for a query that is none of this view. */
  read(viewing: Viewing, query: Readonly<Record<string, string>>): Answer | Promise<Answer>;
}

function view<Query extends z.ZodType, Answer>(
  query: Query,
  read: (viewing: Viewing, query: z.output<Query>) => Answer | Promise<Answer>,
): View<Answer> {
  return {
    read(viewing, given) {
      const parsed = query.safeParse(given);
      if (parsed.success) return read(viewing, parsed.data);
      throw new MillraceError('input_invalid', {
        what: 'The page asked for something that there is not',
        next: 'Load the page again: it may be of another release than the server.',
      });
    },
  };
}

/** Name of a view in an address -> how it is read. Each is what the operations are made of, as it is. */
export const VIEWS: { readonly [Name in keyof ViewAnswers]: View<ViewAnswers[Name]> } = {
  look: view(z.strictObject({}), ({ runtime, place }) => {
    const { doing, kind: _, ...look } = lookOf(runtime, { place, named: true });
    return { ...look, doing: Object.fromEntries(doing), cursor: runtime.cursor() };
  }),
  events: view(z.strictObject({ limit: count(200) }), ({ runtime }, { limit }) =>
    runtime.events(limit),
  ),
  list: view(
    z.strictObject({
      of: z.enum(['roots', 'items', 'runs']),
      root: optional,
      item: optional,
      state: optional,
      after: optional,
      limit: count(ROWS_MAX),
    }),
    ({ runtime }, query) => runtime.list(query),
  ),
  entries: view(
    z.strictObject({
      of: z.enum(['decisions', 'ledger']),
      root: optional,
      state: optional,
      after: optional,
      limit: count(ROWS_MAX),
    }),
    ({ runtime }, query) => runtime.entries(query),
  ),
  show: view(z.strictObject({ key }), ({ runtime, place }, query) => {
    const shown = runtime.show(query.key);
    const blockers = 'blockers' in shown ? shown.blockers : [];
    const waits = waitsOf(blockers, { loop: runtime.loop() }, { place, named: true });
    return { ...shown, waits };
  }),
  document: view(z.strictObject({ key }), ({ runtime }, query) => runtime.document(query.key)),
  replay: view(
    z.strictObject({
      of: key,
      after_seq: z.coerce.number().int().min(0).default(0),
      limit: count(ROWS_MAX),
    }),
    ({ runtime }, query) => runtime.replay(query),
  ),
  diff: view(
    z.strictObject({ key, from: optional, lines: count(DIFF_LINES_MAX) }),
    ({ runtime }, query) => runtime.diff(query),
  ),
  logs: view(z.strictObject({ key, lines: count(LOG_LINES_MAX) }), ({ runtime }, query) =>
    runtime.logs({ ...query, follow: null }),
  ),
  why: view(
    z.strictObject({
      subject: optional,
      before_seq: z.coerce.number().int().nullable().default(null),
      limit: count(100),
    }),
    ({ runtime }, query) => runtime.why({ ...query, at: null }),
  ),
  artifacts: view(z.strictObject({ run: key }), ({ runtime }, { run }) => ({
    rows: runtime.artifacts(run),
  })),
  artifact: view(z.strictObject({ run: key, path: key }), ({ runtime }, { run, path }) =>
    artifactText(runtime.artifact(run, path)),
  ),
  graphs: view(z.strictObject({}), ({ runtime, session }) => planes(session, runtime)),
};

/** Bytes that are no text are only counted. */
function artifactText({ bytes, mime }: { readonly bytes: Uint8Array; readonly mime: string }) {
  const cut = bytes.subarray(0, ARTIFACT_BYTES_MAX);
  const is_text = !cut.includes(0);
  const text = is_text ? printable(new TextDecoder().decode(cut)) : null;
  return { mime, size_bytes: bytes.length, is_cut: cut.length < bytes.length, text };
}

export function isView(name: string): name is keyof ViewAnswers {
  return Object.hasOwn(VIEWS, name);
}
