import { z } from 'zod';
import { MillraceError } from '../runtime/errors/errors.ts';
import { composeDocument } from './support/compose.ts';
import type { OperationContext } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { keyedErrors, nextStep, noteList, requestKey, simulated } from './support/fields.ts';

const DOCUMENT_SHOWN_MAX = 12_000;
const LISTS_SHOWN_MAX = 50;

const text = (max: number) => z.string().min(1).max(max).optional();
const list = z.array(z.string().min(1).max(4000)).max(200).optional();

const input = z.strictObject({
  path: text(4096).describe('Markdown file in the workspace.'),
  document: text(1_048_576).describe('Markdown text: an H1, prose, a list "Acceptance:".'),
  title: text(300).describe('Instead of path or document: the title, with acceptance.'),
  prose: text(1_048_576).describe('With title: what is wanted and why.'),
  acceptance: list.describe(
    'With title: what must hold at the end. "Check: `command`" is runnable.',
  ),
  id: text(120).describe('With title: its id. Default: from the title.'),
  fields: list.describe('With title: more fields, as "Label: value".'),
  family: text(80).describe('Kind of document. Default: the root family of the mode (spec).'),
  request_key: requestKey,
});
type Input = z.output<typeof input>;

export const enqueueSpec = defineOperation({
  name: 'enqueue_spec',
  title: 'Hand over a spec',
  summary:
    'Put a spec in the queue, to be planned, built, checked and closed. ' +
    'Give exactly one of: document, path, or title with acceptance.',
  effect: 'write',
  idempotent: true,
  input,
  output: z.looseObject({
    id: z.string().describe('Id of the spec.'),
    already: z.boolean().describe('The same text was handed over before; nothing changed.'),
    position: z.number().describe('Place in the queue, from 1.'),
    path: z.string().describe('Its file, below the workspace.'),
    root: z.string().optional().describe('Root spec of its lineage.'),
    checks: z.array(z.string()).describe('Commands found in acceptance.'),
    notes: noteList.describe('What was assumed or changed.'),
    document: z.string().describe('The spec as it was understood.'),
    simulated,
    next: nextStep,
  }),
  errors: [
    ...keyedErrors,
    'document_invalid',
    'document_too_large',
    'id_invalid',
    'id_taken',
    'path_outside_workspace',
    'path_not_readable',
    'plan_invalid',
  ],
  positional: ['path'],
  paths: ['path'],
  content: ['document', 'title', 'prose'],
  alias: 'queue add-spec',
  examples: [
    {
      title: 'Typed fields',
      input: {
        title: 'Add a subtract function',
        prose: 'The calculator can only add.',
        acceptance: ['subtract(5, 3) is 2', 'Check: `npm test`'],
      },
      output: { id: 'add-a-subtract-function', already: false, checks: ['npm test'] },
    },
    {
      title: 'A file of the workspace',
      input: { path: 'specs/subtract.md' },
      output: { already: false, position: 1 },
    },
  ],
  async run(context, given) {
    const markdown = await documentOf(context, given);
    const runtime = await context.runtime();
    const { family = null, id } = given;
    const view = await runtime.admit({
      family,
      id,
      text: markdown,
      channel: 'enqueue_spec',
      request_key: given.request_key,
    });
    return {
      id: view.id,
      already: view.already,
      position: view.position,
      path: view.path,
      root: view.root ?? undefined,
      checks: view.checks.slice(0, LISTS_SHOWN_MAX),
      notes: view.notes.slice(0, LISTS_SHOWN_MAX),
      document: shorten(view.document, view.path),
      simulated: runtime.status().simulated,
      next: view.already
        ? 'It was handed over before. Call status to see where it stands.'
        : 'Check that document says what you mean. Then call run_start and run_wait, or run_once repeatedly.',
    };
  },
});

async function documentOf(context: OperationContext, given: Input): Promise<string> {
  const { path, document, title, prose, acceptance, id, fields } = given;
  const typed = [prose, acceptance, id, fields].some((part) => part !== undefined);
  const ways = [path, document, title].filter((way) => way !== undefined);
  if (ways.length !== 1 || (typed && title === undefined)) throw needsOneWay();
  if (document !== undefined) return document;
  if (path !== undefined) return decode(await context.readFile(path));
  return composeDocument({
    title: title ?? '',
    prose,
    acceptance: acceptance ?? [],
    fields: fields ?? [],
  });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MillraceError('document_invalid', {
      what: 'The file is not valid UTF-8',
      expected: 'a markdown file in UTF-8',
      next: 'Save it as UTF-8 and hand it over again.',
    });
  }
}

function shorten(document: string, path: string): string {
  if (document.length <= DOCUMENT_SHOWN_MAX) return document;
  return `${document.slice(0, DOCUMENT_SHOWN_MAX)}\n[cut here; the whole text is in ${path}]`;
}

function needsOneWay(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'enqueue_spec needs the spec in exactly one way',
    expected: 'one of document; path; title with acceptance (and prose, id, fields)',
    next: 'Call enqueue_spec again with one of them.',
  });
}
