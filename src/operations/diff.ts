import { z } from 'zod';
import type { DiffFile, DiffStat, DiffView } from '../runtime/api/index.ts';
import { aboutAnswer } from './support/about.ts';
import { answerRoom, type OperationContext } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import {
  lookKey,
  NEXT_BYTES_MAX,
  nextField,
  noteList,
  pageKey,
  readErrors,
  simulated,
} from './support/fields.ts';
import { lineWords, statWords } from './support/report.ts';
import type { Step } from './support/step.ts';
import { clip, largestFit } from './support/text.ts';

const ANSWER_BYTES_MAX = 6144;
const TERMINAL_BYTES_MAX = 1024 * 1024;
const LINES_MAX = 20_000;
const LEVELS: readonly [Level, ...Level[]] = [
  { lines: LINES_MAX, line_bytes: 2000, files: 1000, note_bytes: 1000 },
  { lines: 5000, line_bytes: 1000, files: 200, note_bytes: 600 },
  { lines: 1000, line_bytes: 400, files: 100, note_bytes: 500 },
  { lines: 160, line_bytes: 240, files: 40, note_bytes: 400 },
  { lines: 100, line_bytes: 200, files: 30, note_bytes: 300 },
  { lines: 60, line_bytes: 160, files: 20, note_bytes: 240 },
  { lines: 30, line_bytes: 120, files: 15, note_bytes: 200 },
  { lines: 12, line_bytes: 100, files: 10, note_bytes: 160 },
  { lines: 3, line_bytes: 80, files: 5, note_bytes: 120 },
];
const PATH_BYTES_MAX = 200;
const STAGES_MAX = 40;

interface Level {
  readonly lines: number;
  readonly line_bytes: number;
  readonly files: number;
  readonly note_bytes: number;
}

export const diff = defineOperation({
  name: 'diff',
  title: 'Show what stages changed',
  summary:
    'Show what the stages of a spec, task or run changed in the work folder, and nothing else: files, ' +
    'lines, and the text.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    key: lookKey,
    after: pageKey,
  }),
  output: z.looseObject({
    root: z.string().optional().describe('Root spec of its lineage.'),
    item: z.string().optional().describe('Family and id.'),
    title: z.string().describe('Of what it is about.'),
    state: z.string().describe('Where that stands.'),
    stages: z.array(z.string()).describe('Whose changes these are, in order; absent of a spec.'),
    files_changed: z.string().describe('How many files and lines, or why that is not known.'),
    files: z
      .array(z.looseObject({ path: z.string(), kind: z.string(), lines: z.string() }))
      .describe('By path.'),
    notes: noteList,
    patch: z.string().describe('Its text, from line on; long lines are cut.'),
    line: z.number().describe('The first line shown.'),
    lines_total: z.number().optional().describe('Of the whole text; absent where nobody counted.'),
    after: z.string().optional().describe('Pass it on for the next page; absent at the end.'),
    command: z.string().optional().describe('Shows the same outside of Millrace.'),
    seq: z.number().describe('Sequence number of the record that this is true at.'),
    simulated,
    next: nextField,
  }),
  errors: [...readErrors, 'plan_missing', 'run_not_found'],
  positional: ['key'],
  paths: [],
  examples: [
    {
      title: 'What did a task change?',
      input: { key: 'task/subtract-code' },
      output: { files_changed: '1 file, +1 -0', files: [{ path: 'subtract.ts' }] },
    },
  ],
  async run(context, { key, after }) {
    const runtime = await context.runtime();
    const view = runtime.diff({ key, from: after ?? null, lines: LINES_MAX });
    const room = answerRoom(context, ANSWER_BYTES_MAX, TERMINAL_BYTES_MAX);
    return largestFit(room, LEVELS, (level) => page(context, key, view, level));
  },
});

function page(context: OperationContext, key: string, view: DiffView, level: Level) {
  const { stat, line, lines_total } = view;
  const shown = view.lines.slice(0, level.lines);
  const end = line + shown.length;
  const isMore = lines_total === null || end <= lines_total;
  const after = isMore && shown.length > 0 ? String(end) : undefined;
  const rows = stat?.rows.slice(0, level.files) ?? [];
  const left = (stat?.files ?? 0) - rows.length;
  const rest = left > 0 ? [`${left} more files are not named here.`] : [];
  return {
    ...aboutAnswer(view.about, level.note_bytes),
    stages: view.stages.slice(-STAGES_MAX),
    files_changed:
      stat === null ? 'unknown: the notes say why' : changedWords(stat, view.is_partial),
    files: rows.map(fileRow),
    notes: [...view.notes, ...rest].map((note) => clip(note, level.note_bytes)),
    patch: shown.map((text) => cut(text, level.line_bytes)).join('\n'),
    line,
    lines_total: lines_total ?? undefined,
    after,
    command: view.command ?? undefined,
    seq: view.seq,
    simulated: view.simulated,
    next: clip(context.say(stepAfter(key, view, after)), NEXT_BYTES_MAX),
  };
}

function changedWords(stat: DiffStat, isPartial: boolean): string {
  return isPartial ? `at least ${statWords(stat)}` : statWords(stat);
}

function fileRow(file: DiffFile) {
  return { path: clip(file.path, PATH_BYTES_MAX), kind: file.kind, lines: lineWords(file) };
}

/** Indentation is content here. */
function cut(line: string, bytes: number): string {
  return line.length <= bytes ? line : `${line.slice(0, bytes)}...`;
}

function stepAfter(key: string, view: DiffView, after: string | undefined): Step {
  if (after !== undefined) {
    return { call: { operation: 'diff', input: { key, after } }, why: 'the text goes on there' };
  }
  const { state } = view.about;
  if (state === 'closed' || state === 'done' || state === 'withdrawn') {
    const shown = view.about.item ?? view.about.root ?? key;
    return { call: { operation: 'show', input: { key: shown } }, why: 'it tells what came of it' };
  }
  return { call: { operation: 'status', input: {} }, why: 'the work goes on' };
}
