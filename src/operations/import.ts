import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { ImportedView, ImportStep } from '../product/backend.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/runtime-folder.ts';
import { answerRoom, type OperationContext } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { writeErrors } from './support/fields.ts';
import { clip } from './support/text.ts';
import { upkeepFields } from './support/upkeep-fields.ts';

const ENTRIES_BYTES_MAX = 6_000;
const TERMINAL_ENTRIES_BYTES_MAX = 4_000_000;
const ENTRY_BYTES_MAX = 400;
/** Where the earlier workspace lies afterwards, below the runtime folder. */
const BACKUP = 'before-import';

export const importEarlier = defineOperation({
  name: 'import',
  title: 'Import an earlier workspace',
  summary:
    'Show what would come of a workspace that Millrace 0.16 to 0.21 made; with apply take it over, ' +
    'and keep what was; rollback puts that back.',
  effect: 'destructive',
  idempotent: true,
  input: z.strictObject({
    from: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe('Workspace to copy; it stays as it is. Default: the one that is here, in place.'),
    apply: z.boolean().default(false).describe('Default: only show.'),
    rollback: z
      .boolean()
      .default(false)
      .describe('Undo it: what was before has its place again; what was done since is put aside.'),
  }),
  output: z.looseObject({
    ...upkeepFields,
    release: z.string().optional().describe('That made it; absent = not known.'),
    mode: z.string().optional().describe('Mode that it runs afterwards.'),
    taken: z.looseObject({}).describe('Kind to how many.'),
    found: z.looseObject({}).optional().describe('Kind to how many lay there: the rest is named.'),
    pauses: z.array(z.looseObject({})).describe('That hold afterwards: source, reason, until.'),
    entries: z
      .array(z.looseObject({ path: z.string(), fate: z.string(), what: z.string() }))
      .describe(
        'What does not go on as it was: changed, or kept as it was, and nothing acts on it.',
      ),
    entries_total: z.number().describe('Of all, shown or not.'),
  }),
  errors: [...writeErrors, 'plan_invalid', 'config_invalid'],
  positional: [],
  paths: ['from'],
  examples: [
    {
      title: 'See what would come of the workspace that is here',
      input: {},
      output: { applied: false, release: '0.18.0', taken: { documents: 3 }, entries_total: 1 },
    },
    {
      title: 'Take it over',
      input: { apply: true },
      output: { applied: true, taken: { documents: 3 } },
    },
  ],
  changes: ({ apply, rollback }) => apply || rollback,
  async run(context, input) {
    const step = stepOf(input);
    requireAbsolute(input.from);
    const view = await context.importEarlier({ from: input.from ?? null, step });
    const entries = view.findings.map(({ path, fate, what }) => ({
      path,
      fate,
      what: clip(what, ENTRY_BYTES_MAX),
    }));
    return {
      applied: view.applied,
      detail: detailOf(view, step),
      files: filesOf(view, step),
      simulated: view.simulated,
      release: view.release ?? undefined,
      mode: view.mode_id ?? undefined,
      taken: { ...view.taken },
      found: { ...view.found },
      pauses: view.pauses.map((pause) => ({ ...pause })),
      entries: withinRoom(context, entries),
      entries_total: entries.length,
      next: nextOf(view, step, context.root, input.from !== undefined),
    };
  },
});

function stepOf({ apply, rollback, from }: { apply: boolean; rollback: boolean; from?: unknown }) {
  if (!rollback) return apply ? 'apply' : 'preview';
  if (!apply && from === undefined) return 'rollback';
  throw new MillraceError('input_invalid', {
    what: 'rollback undoes the import that is here; it takes neither apply nor from',
    expected: 'rollback alone',
    next: 'Call import again with rollback true and nothing else.',
  });
}

/** A terminal has made it absolute; elsewhere nobody knows below which folder it would lie. */
function requireAbsolute(from: string | undefined): void {
  if (from === undefined || isAbsolute(from)) return;
  throw new MillraceError('input_invalid', {
    what: 'from is not an absolute path',
    expected: 'the absolute path of the workspace that is copied',
    next: 'Pass an absolute path.',
  });
}

type Entry = { readonly path: string; readonly fate: string; readonly what: string };

function withinRoom(context: OperationContext, entries: readonly Entry[]): Entry[] {
  let room = answerRoom(context, ENTRIES_BYTES_MAX, TERMINAL_ENTRIES_BYTES_MAX);
  return entries.filter((entry) => {
    room -= JSON.stringify(entry).length;
    return room >= 0;
  });
}

function detailOf(view: ImportedView, step: ImportStep): string {
  if (view.undone_to !== null) {
    return `The import was undone. What had been imported, with all since, lies in ${view.undone_to}.`;
  }
  if (view.unfinished !== null) {
    const what = view.unfinished === 'apply' ? 'An import' : 'The undoing of an import';
    return `${what} was cut short while folders changed places; nothing is lost.`;
  }
  if (view.resumed) return 'An import that was cut short was finished.';
  const counts = Object.entries(view.taken).flatMap(([kind, count]) => countOf(view, kind, count));
  const verb = step === 'preview' ? 'would be taken' : 'were taken';
  const from =
    view.release === null ? 'a workspace of an earlier Millrace' : `Millrace ${view.release}`;
  const changed = view.findings.filter(({ fate }) => fate === 'changed').length;
  const kept = view.findings.length - changed;
  const go = step === 'preview' ? 'would go' : 'go';
  const rest = `${changed} things ${go} on otherwise, ${kept} are kept and nothing acts on them`;
  return `Of ${from} ${counts.join(', ')} ${verb}; ${rest}.`;
}

/** How much of what lay there; the difference is named among the rest. */
function countOf({ found }: ImportedView, kind: string, count: number): string[] {
  const all = found[kind] ?? count;
  if (all === 0 && RARE.has(kind)) return [];
  return [all === count ? `${count} ${kind}` : `${count} of ${all} ${kind}`];
}

/** Said only where there are any. */
const RARE: ReadonlySet<string> = new Set(['ideas', 'commands']);

function filesOf({ undone_to, applied }: ImportedView, step: ImportStep): string[] {
  if (undone_to !== null) return [undone_to];
  return applied && step === 'apply' ? [`${RUNTIME_FOLDER}/${BACKUP}`] : [];
}

function nextOf(view: ImportedView, step: ImportStep, root: string, isCopy: boolean): string {
  if (view.unfinished !== null)
    return `Nothing was changed. Call import with ${view.unfinished} true, which finishes it.`;
  if (step === 'preview') {
    const same = isCopy ? ', and from as now' : '';
    return `Nothing was changed. Stop the earlier program, then call import with apply true${same}.`;
  }
  if (step === 'rollback') {
    return (
      'Go on with the program that made it; to import it again, call import. ' +
      'Where it had been copied from elsewhere, nothing is here now.'
    );
  }
  if (view.untrusted) {
    return (
      'Its user has to agree to what came with it before a stage starts: the user runs ' +
      `\`millrace trust --workspace ${root}\` in a terminal. Then call status.`
    );
  }
  return view.pauses.length > 0
    ? 'It is paused as it was. Call status; resume goes on when you want it to.'
    : 'Call status to see where the work stands, and doctor for the rest.';
}
