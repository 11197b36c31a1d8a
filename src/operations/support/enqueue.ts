import { basename } from 'node:path';
import type { AdmitView, Runtime } from '../../runtime/api/index.ts';
import { isMillraceError, MillraceError } from '../../runtime/errors/errors.ts';
import type { Review } from '../../runtime/plan/index.ts';
import { aboutAnswer } from './about.ts';
import type { OperationContext } from './context.ts';
import { settleDelegation } from './delegation.ts';
import { documentText } from './document-text.ts';
import { NEXT_BYTES_MAX } from './fields.ts';
import { nextStep, type Step } from './step.ts';
import { clip, largestFit } from './text.ts';
import { ROOMS, understoodText } from './understood.ts';
import { workPlaceNow } from './work-place.ts';

const ANSWER_BYTES_MAX = 2048;
const TITLE_BYTES_MAX = 60;
const STEP_BYTES_MAX = 260;
const CHECKS_SHOWN_MAX = 8;
const NOTES_SHOWN_MAX = 5;
const LINE_BYTES_MAX = 200;
const MODES_NAMED_MAX = 6;
const FIELD = /^\s*[A-Za-z][A-Za-z0-9 _-]*:\s*\S/;

/** What was handed over, in one of three ways. */
export interface Given {
  readonly path?: string | undefined;
  readonly document?: string | undefined;
  readonly title?: string | undefined;
  readonly prose?: string | undefined;
  readonly acceptance?: readonly string[] | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly id?: string | undefined;
  readonly review?: Review | undefined;
  readonly request_key?: string | undefined;
  readonly dry_run?: boolean | undefined;
}

/** As what: by which operation, for which family, null = the root family of the plan. */
export interface Kind {
  readonly operation: string;
  readonly family: string | null;
  readonly is_idea?: true;
}

export interface Enqueued {
  readonly view: AdmitView;
  readonly notes: readonly string[];
}

/** Throws before anything is opened when it is not given in exactly one way. */
export async function enqueue(
  context: OperationContext,
  given: Given,
  { operation, family, is_idea }: Kind,
  /** Refuses before anything is handed over. */
  ready: (runtime: Runtime) => Promise<void> = async () => undefined,
): Promise<Enqueued> {
  const source = await sourceOf(context, given, operation);
  const runtime = await context.runtime();
  await ready(runtime);
  const { id, request_key, dry_run, review } = given;
  const settled = dry_run === true ? [] : await settleDelegation(context);
  const admitted = { ...source, family, id, review, is_idea, channel: operation };
  const view = await runtime.admit({ ...admitted, request_key, dry_run }).catch(async (error) => {
    throw await withModes(context, runtime, { operation, family }, error);
  });
  return { view, notes: [...settled, ...view.notes] };
}

/**
 * Work of a family that the running mode does not take is refused with the modes of the workspace that
 * do; those that go by the name of the running one come first, since they run on the same harness.
 */
async function withModes(
  context: OperationContext,
  runtime: Runtime,
  { operation, family }: Kind,
  error: unknown,
): Promise<unknown> {
  if (family === null || !isMillraceError(error) || error.code !== 'input_invalid') return error;
  const mode_id = runtime.status().mode_id ?? (await context.compile(null, null)).mode_id;
  const takes = (await context.modes()).filter(({ families }) => families.includes(family));
  if (takes.some((one) => one.mode_id === mode_id)) return error;
  const names = takes.map((one) => one.mode_id);
  const alike = names.filter((name) => mode_id !== null && name.startsWith(mode_id));
  const named = (alike.length > 0 ? alike : names).slice(0, MODES_NAMED_MAX);
  if (named.length > 0) return takesNone(mode_id, family, named);
  // Whoever names a family may have mistyped it; the release knows its own.
  return operation === 'enqueue_spec' ? error : needsUpgrade(family);
}

function takesNone(mode_id: string | null, family: string, modes: readonly string[]) {
  return new MillraceError('input_invalid', {
    what: `The mode ${mode_id ?? 'of this workspace'} takes no ${family}`,
    expected: `a mode that does: ${modes.join(', ')}`,
    next:
      'set default_mode in millrace.toml to one of them, call compile_validate with adopt true, then ' +
      'hand it over again',
  });
}

function needsUpgrade(family: string) {
  return new MillraceError('input_invalid', {
    what: `No mode of this workspace takes a ${family}`,
    expected: 'a mode of a later release, or of your own, that does',
    next: 'call upgrade_preview with apply true, which adds those of this release, and choose one',
  });
}

/** The answer, within its bytes; `next` instead of the step that follows. */
export async function enqueuedAnswer(
  context: OperationContext,
  { view, notes }: Enqueued,
  { operation }: Kind,
  isPreview: boolean,
  next?: string,
) {
  const runtime = await context.runtime();
  const status = runtime.status();
  const step = clip(context.say(nextStep(status)), STEP_BYTES_MAX);
  const offer = isSharpened(view) ? `${context.say(sharpen(operation))} Or go on:` : '';
  const said = {
    edits: await workPlaceNow(runtime),
    simulated: status.simulated,
    next: clip(next ?? nextOf(view, step, isPreview, offer, operation), NEXT_BYTES_MAX),
  };
  return largestFit(ANSWER_BYTES_MAX, ROOMS, (room) =>
    answerOf({ ...view, notes }, said, understoodText(view.understood, room)),
  );
}

function sharpen(operation: string): Step {
  return {
    call: { operation, input: { review: 'contract' } },
    why: 'with the same document planning makes its vague items observable, and you are asked first',
  };
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

function nextOf(
  { already }: AdmitView,
  step: string,
  isPreview: boolean,
  offer: string,
  operation: string,
): string {
  const check = already ? '' : 'Check that document says what you mean.';
  const go = isPreview && !already ? `Then call ${operation} without dry_run.` : step;
  const done = isPreview ? 'Nothing was changed.' : '';
  const before = already ? 'It was handed over before.' : '';
  return [done, before, offer, check, go].filter((part) => part !== '').join(' ');
}

async function sourceOf(context: OperationContext, given: Given, operation: string) {
  const { path, document, title, prose = '', acceptance = [], fields = [] } = given;
  const isTyped = given.prose !== undefined || given.fields !== undefined;
  const ways = [path, document, title].filter((way) => way !== undefined);
  if (ways.length !== 1 || (isTyped && title === undefined)) throw needsOneWay(operation);
  if (title !== undefined) {
    for (const field of fields) if (!FIELD.test(field)) throw badField(field, operation);
    return { typed: { title, prose, acceptance, fields } };
  }
  if (path === undefined) return { text: document ?? '', acceptance };
  const text = documentText(await context.readFile(path));
  return { text, file: basename(path), acceptance };
}

function needsOneWay(operation: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${operation} needs the work in exactly one way`,
    expected:
      'one of document; path; title, with prose, acceptance and fields where there are some',
    next: `Call ${operation} again with one of them.`,
  });
}

function badField(field: string, operation: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `fields has the entry "${clip(field, 60)}", which is not a labelled value`,
    expected: 'entries like "Constraints: No new dependencies"; repeat a label for a list',
    next: `Correct the entry and call ${operation} again.`,
  });
}
