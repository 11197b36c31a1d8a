import { z } from 'zod';
import { isOver } from '../product/open-specs.ts';
import type { About, Blocker, LoopView, ShowView } from '../runtime/api/index.ts';
import { exhausted } from '../runtime/errors/exhausted.ts';
import { aboutAnswer } from './support/about.ts';
import { answerRoom, type OperationContext } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { lookKey, NEXT_BYTES_MAX, nextField, readErrors, simulated } from './support/fields.ts';
import { type Level, rowLine, specPage } from './support/report.ts';
import { runPage } from './support/run-page.ts';
import { blockerWords, type Step, stepOfBlocker } from './support/step.ts';
import { clip, largestFit } from './support/text.ts';

const ANSWER_BYTES_MAX = 6144;
const TERMINAL_BYTES_MAX = 64 * 1024;
const LEVELS: readonly [Level, ...Level[]] = [
  { rows: 40, text_bytes: 400, document_bytes: 2500 },
  { rows: 20, text_bytes: 250, document_bytes: 1500 },
  { rows: 12, text_bytes: 160, document_bytes: 800 },
  { rows: 8, text_bytes: 100, document_bytes: 400 },
  { rows: 4, text_bytes: 60, document_bytes: 200 },
  { rows: 2, text_bytes: 50, document_bytes: 200 },
];

const output = z.looseObject({
  kind: z.string().describe('spec, run, decision, or the family of other work.'),
  root: z.string().optional().describe('Root spec of its lineage.'),
  item: z.string().optional().describe('Family and id.'),
  title: z.string().describe('Its title.'),
  state: z.string().describe('Where it stands, and what it waits for.'),
  next: nextField,
  seq: z.number().describe('Sequence number of the record that this is true at.'),
  simulated,
});
type Answer = z.input<typeof output>;

export const show = defineOperation({
  name: 'show',
  title: 'Show a spec, task or run',
  summary:
    'Show a spec, task, run or decision on one page: what was asked, done and judged; ' +
    'of a closed spec its report.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({ key: lookKey }),
  output,
  errors: [...readErrors, 'plan_missing', 'run_not_found'],
  positional: ['key'],
  paths: [],
  examples: [
    {
      title: 'A spec',
      input: { key: 'subtract' },
      output: { kind: 'spec', root: 'subtract', title: 'Subtract' },
    },
  ],
  async run(context, { key }) {
    const runtime = await context.runtime();
    const view = runtime.show(key);
    const { loop } = runtime.status();
    const room = answerRoom(context, ANSWER_BYTES_MAX, TERMINAL_BYTES_MAX);
    return largestFit(room, LEVELS, (level) => page(context, view, loop, level));
  },
});

function page(context: OperationContext, view: ShowView, loop: LoopView, level: Level): Answer {
  const { seq, simulated: isSimulated } = view;
  const common = { seq, simulated: isSimulated };
  const next = clip(endOf(view) ?? context.say(stepAfter(view, loop)), NEXT_BYTES_MAX);
  switch (view.kind) {
    case 'root':
      return { kind: 'spec', ...specPage(view, level), ...common, next };
    case 'item':
      return {
        kind: familyOf(view.about),
        ...itemPage(view, level),
        more_runs: moreRuns(context, view, level),
        ...common,
        next,
      };
    case 'run':
      return { kind: 'run', ...runPage(view, level), ...common, next };
    case 'entry':
      return { kind: 'decision', ...entryPage(view, level), ...common, next };
    default:
      return exhausted(view);
  }
}

function familyOf({ item }: About): string {
  return item?.split('/')[0] ?? '';
}

/** How to see those that the page has no room for. */
function moreRuns({ callText }: OperationContext, { about, runs }: Item, { rows }: Level) {
  if (runs.total <= Math.min(rows, runs.rows.length)) return undefined;
  const input = { of: 'runs', ...(about.item === null ? {} : { root: about.item }) };
  return callText({ call: { operation: 'list', input }, why: 'it lists all of its runs' });
}

type Item = Extract<ShowView, { kind: 'item' }>;

function itemPage(view: Item, level: Level) {
  const { rows, text_bytes, document_bytes } = level;
  const { last } = view;
  return {
    ...aboutAnswer(view.about, text_bytes),
    path: view.path ?? undefined,
    depends_on: view.deps.slice(0, rows),
    because_of: view.via ?? undefined,
    blockers: view.blockers.slice(0, rows).map((one) => clip(blockerWords(one), text_bytes)),
    last:
      last === null
        ? undefined
        : {
            ...last,
            failure_class: last.failure_class ?? undefined,
            summary: clip(last.summary, text_bytes),
            artifacts: Object.keys(last.artifacts).length === 0 ? undefined : last.artifacts,
          },
    runs: view.runs.rows.slice(0, rows).map((row) => rowLine(row, text_bytes)),
    runs_total: view.runs.total,
    document: clipLines(view.document, document_bytes),
  };
}

/** What was decided, asked or claimed, whole as far as there is room. */
function entryPage(view: Extract<ShowView, { kind: 'entry' }>, level: Level) {
  const { row, asked, is_person, about } = view;
  return {
    ...aboutAnswer(about, level.text_bytes),
    id: row.key,
    what: row.kind,
    question: asked?.id,
    text: clipLines(asked?.text ?? row.text, level.document_bytes),
    by: clip(is_person ? `${row.actor} (a person)` : row.actor, level.text_bytes),
    at: row.at ?? undefined,
    standing: asked?.state,
    answer: asked?.answer == null ? undefined : clipLines(asked.answer, level.document_bytes),
    answered_by: asked?.answered_by ?? undefined,
  };
}

/** A text of several lines that is cut keeps its lines. */
function clipLines(text: string, bytes: number): string {
  return text.length <= bytes ? text : `${text.slice(0, bytes)}\n...`;
}

/** Where a spec is over there is nothing to call: to hand it over again would lead here again. */
function endOf(view: ShowView): string | null {
  if (view.kind !== 'root') return null;
  const { root, state } = view.lineage;
  if (!isOver(view.lineage)) return null;
  const whole = `${root} is ${state}, and this page is its report: tell whoever asked for it`;
  return `Nothing is left to do: ${whole}. Further work is a spec of its own.`;
}

/** What may be done about what is shown. */
function stepAfter(view: ShowView, loop: LoopView): Step {
  const goOn = { operation: loop.running ? 'run_wait' : 'status', input: {} };
  switch (view.kind) {
    case 'root':
      return keptStep(view, view.lineage.item, loop) ?? { call: goOn, why: 'the work goes on' };
    case 'item': {
      const isOwn = view.about.root === null && view.about.state === 'done';
      const told = isOwn ? { first: 'Tell whoever asked for it what last says' } : {};
      const rest = {
        ...told,
        call: goOn,
        why: isOwn ? 'nothing of it is left to do' : 'the rest goes on',
      };
      return keptStep(view, view.about.item, loop) ?? rest;
    }
    case 'entry':
      return view.asked?.state === 'open'
        ? { call: { operation: 'status', input: {} }, why: 'it says how to answer' }
        : { call: lookAt(view.row.root), why: 'it is about that spec' };
    case 'run': {
      const call = { operation: 'logs', input: { key: view.trace.run_id } };
      return { call, why: 'it shows what its last stage printed' };
    }
    default:
      return exhausted(view);
  }
}

/** What may be done about the first thing that keeps it; never a look at the same page again. */
function keptStep(view: Kept, shown: string | null, loop: LoopView): Step | null {
  const [first] = view.blockers;
  if (first === undefined) return null;
  const why = blockerWords(first);
  switch (first.kind) {
    case 'blocked': {
      if (first.about.item !== shown) return { call: lookAt(first.about.item), why };
      const call = { operation: 'retry_blocked', input: { item: shown } };
      return { first: 'Fix its cause, which last and logs tell', call, why };
    }
    case 'dependency':
      return dependencyStep(first, why);
    case 'verdict':
      return verdictStep(first, view.kind === 'root' ? view.version : null, why);
    default:
      return stepOfBlocker(first, loop);
  }
}

type Kept = Extract<ShowView, { blockers: readonly Blocker[] }>;

/** Judged again is only what has changed: what is missing is asked for in the contract, and planned. */
function verdictStep(
  { about, written }: Extract<Blocker, { kind: 'verdict' }>,
  version: number | null,
  why: string,
): Step {
  if (!written && about.root !== null) {
    const call = { operation: 'retry_blocked', input: { item: about.root } };
    return {
      first: 'Fix what kept its judge from a verdict, which last and logs tell',
      call,
      why,
    };
  }
  if (version === null || about.root === null) {
    const call = { operation: 'enqueue_spec', input: {} };
    return { first: 'Write what its verdict says is missing', call, why };
  }
  const input = { work: about.root, items: ['A: what the verdict says is missing'] };
  return {
    first:
      'Read what its verdict says is missing, and say that in items; ' +
      'where you fixed it yourself, retry_blocked has it judged again',
    call: { operation: 'amend', input },
    why,
  };
}

function dependencyStep(one: Extract<Blocker, { kind: 'dependency' }>, why: string): Step {
  const [family = '', id = ''] = one.on.split('/');
  switch (one.why) {
    case 'missing': {
      const call = { operation: 'enqueue_spec', input: { family, id } };
      return { first: `Write the document of ${one.on}`, call, why };
    }
    case 'blocked':
      return { call: lookAt(one.on), why };
    case 'withdrawn':
    case 'cycle': {
      const call = { operation: 'withdraw', input: { work: one.about.item ?? '' } };
      return { first: 'Decide that it is not wanted any more', call, why };
    }
    default:
      return exhausted(one.why);
  }
}

function lookAt(key: string | null): Step['call'] {
  return { operation: 'show', input: key === null ? {} : { key } };
}
