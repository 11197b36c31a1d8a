import { basename } from 'node:path';
import { z } from 'zod';
import { isOver } from '../product/open-specs.ts';
import type { AdmitView } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { review } from '../runtime/plan/index.ts';
import { runWait, waitExitCode } from './run_wait.ts';
import { aboutAnswer } from './support/about.ts';
import { awaitField, notAwaited, startErrors } from './support/await-closure.ts';
import { isTerminal, type OperationContext } from './support/context.ts';
import { defineOperation, type JsonObject } from './support/define.ts';
import { settleDelegation } from './support/delegation.ts';
import { documentText } from './support/document-text.ts';
import {
  keyedErrors,
  NEXT_BYTES_MAX,
  nextField,
  noteList,
  requestKey,
  simulated,
} from './support/fields.ts';
import { requireStartable, startWork } from './support/start-work.ts';
import { nextStep, type Step } from './support/step.ts';
import { clip, largestFit } from './support/text.ts';
import { ROOMS, understoodText } from './support/understood.ts';
import { workPlaceNow } from './support/work-place.ts';

const ANSWER_BYTES_MAX = 2048;
const TITLE_BYTES_MAX = 60;
const STEP_BYTES_MAX = 260;
const CHECKS_SHOWN_MAX = 8;
const NOTES_SHOWN_MAX = 5;
const LINE_BYTES_MAX = 200;

const text = (max: number) => z.string().min(1).max(max).optional();
const list = z.array(z.string().min(1).max(4000)).max(200).optional();

const input = z.strictObject({
  path: text(4096).describe('Markdown file.'),
  document: text(1_048_576).describe('Title, prose, acceptance.'),
  title: text(300).describe('With acceptance.'),
  prose: text(1_048_576).describe('What and why.'),
  acceptance: list.describe('What must hold. "Check: `command`" is run.'),
  id: text(120).describe('Default: from the title.'),
  fields: list.describe('"Label: value".'),
  family: text(80).describe('Default: spec.'),
  review: review.optional().describe('Ask me first.'),
  dry_run: z.boolean().optional().describe('Change nothing.'),
  request_key: requestKey,
  await: awaitField,
});
type Input = z.output<typeof input>;

export const enqueueSpec = defineOperation({
  name: 'enqueue_spec',
  title: 'Delegate a long task: put a spec in the queue',
  summary:
    'Hand over a long task as a spec, to be planned, built, checked and closed. ' +
    'Give one of document, path, or title with acceptance.',
  effect: 'write',
  idempotent: true,
  input,
  output: z.looseObject({
    id: z.string().describe('Id of the spec.'),
    already: z.boolean().describe('Handed over before.'),
    position: z.number().describe('Place in the queue.'),
    path: z.string().describe('Its file, below the workspace.'),
    root: z.string().optional().describe('Its root spec.'),
    item: z.string().optional().describe('Family and id.'),
    title: z.string().describe('As it was understood.'),
    state: z.string().describe('Where it stands.'),
    checks: z.array(z.string()).describe('Commands in acceptance.'),
    notes: noteList.describe('What was assumed.'),
    edits: z.string().describe('Where stages edit.'),
    document: z.string().describe('What was understood, with ids.'),
    simulated,
    next: nextField,
  }),
  errors: [
    ...keyedErrors,
    'document_invalid',
    'document_too_large',
    'id_invalid',
    'id_taken',
    'path_outside_workspace',
    'path_not_readable',
    ...startErrors,
  ],
  positional: ['path'],
  paths: ['path'],
  reads: { path: 'Markdown file, or - for standard input.' },
  content: ['document'],
  alias: 'queue add-spec',
  exit_code: ({ closure }) => waitExitCode(closure),
  examples: [
    {
      title: 'Typed fields',
      input: {
        title: 'Add a subtract function',
        prose: 'The calculator can only add.',
        acceptance: ['subtract(5, 3) is 2', 'Check: `npm test`'],
      },
      output: { id: 'spec-add-a-subtract-function', already: false, checks: ['npm test'] },
    },
    {
      title: 'A file of the workspace',
      input: { path: 'specs/subtract.md' },
      output: { already: false, position: 1 },
    },
  ],
  async run(context, given) {
    const source = await sourceOf(context, given);
    const runtime = await context.runtime();
    const { family = null, id, request_key, dry_run, review } = given;
    const isAwaited = given.await !== undefined && dry_run !== true;
    // A refusal to start comes before anything is handed over.
    if (isAwaited) await requireStartable(runtime, false);
    const settled = dry_run === true ? [] : await settleDelegation(context);
    const view = await runtime.admit({
      ...source,
      family,
      id,
      review,
      channel: 'enqueue_spec',
      request_key,
      dry_run,
    });
    if (isAwaited && !isOver(view.about)) await startWork(context, runtime);
    const status = runtime.status();
    const step = clip(context.say(nextStep(status)), STEP_BYTES_MAX);
    const offer = isSharpened(view) ? `${context.say(SHARPEN)} Or go on:` : '';
    const closure = isAwaited && isTerminal(context) ? await closureOf(context, view) : null;
    const said = {
      edits: await workPlaceNow(runtime),
      simulated: status.simulated,
      next: clip(nextOf(view, step, dry_run === true, offer), NEXT_BYTES_MAX),
      ...(isAwaited && closure === null ? { next: notAwaited(context, view.root) } : {}),
    };
    const told = { ...view, notes: [...settled, ...view.notes] };
    const answer = largestFit(ANSWER_BYTES_MAX, ROOMS, (room) =>
      answerOf(told, said, understoodText(view.understood, room)),
    );
    return closure === null ? answer : { ...answer, closure, next: String(closure.next) };
  },
});

const SHARPEN: Step = {
  call: { operation: 'enqueue_spec', input: { review: 'contract' } },
  why: 'with the same document planning makes its vague items observable, and you are asked first',
};

/** As whoever waits by a call of its own is told. */
function closureOf(context: OperationContext, { root }: AdmitView): Promise<JsonObject> {
  return runWait.call(context, root === null ? {} : { root });
}

interface Beside {
  readonly edits: string;
  readonly simulated: boolean;
  readonly next: string;
}

function answerOf(view: AdmitView, { edits, ...beside }: Beside, document: string) {
  const lines = (texts: readonly string[], shown: number) => {
    const more = texts.length - shown;
    const first = texts.slice(0, shown).map((line) => clip(line, LINE_BYTES_MAX));
    return more > 0 ? [...first, `and ${more} more`] : first;
  };
  return {
    id: view.id,
    already: view.already,
    position: view.position,
    path: view.path,
    ...aboutAnswer(view.about, TITLE_BYTES_MAX),
    checks: lines(view.checks, CHECKS_SHOWN_MAX),
    notes: lines(view.notes, NOTES_SHOWN_MAX),
    edits: clip(edits, LINE_BYTES_MAX),
    document,
    ...beside,
  };
}

/** It has vague items, and asking for the contract is accepted, and not too late. */
function isSharpened({ already, about, offers_contract, understood }: AdmitView): boolean {
  const { vague, review: asked } = understood;
  return offers_contract && vague > 0 && asked === null && (!already || about.state === 'queued');
}

function nextOf({ already }: AdmitView, step: string, isPreview: boolean, offer: string): string {
  const check = already ? '' : 'Check that document says what you mean.';
  const go = isPreview && !already ? 'Then call enqueue_spec without dry_run.' : step;
  const done = isPreview ? 'Nothing was changed.' : '';
  const before = already ? 'It was handed over before.' : '';
  return [done, before, offer, check, go].filter((part) => part !== '').join(' ');
}

const FIELD = /^\s*[A-Za-z][A-Za-z0-9 _-]*:\s*\S/;

async function sourceOf(context: OperationContext, given: Input) {
  const { path, document, title, prose = '', acceptance = [], fields = [] } = given;
  const isTyped = given.prose !== undefined || given.fields !== undefined;
  const ways = [path, document, title].filter((way) => way !== undefined);
  if (ways.length !== 1 || (isTyped && title === undefined)) throw needsOneWay();
  if (title !== undefined) {
    for (const field of fields) if (!FIELD.test(field)) throw badField(field);
    return { typed: { title, prose, acceptance, fields } };
  }
  if (path === undefined) return { text: document ?? '', acceptance };
  const text = documentText(await context.readFile(path));
  return { text, file: basename(path), acceptance };
}

function needsOneWay(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'enqueue_spec needs the spec in exactly one way',
    expected: 'one of document; path; title with acceptance (and prose, fields)',
    next: 'Call enqueue_spec again with one of them.',
  });
}

function badField(field: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `fields has the entry "${clip(field, 60)}", which is not a labelled value`,
    expected: 'entries like "Constraints: No new dependencies"; repeat a label for a list',
    next: 'Correct the entry and call enqueue_spec again.',
  });
}
