import { z } from 'zod';
import { keyedErrors, nextField, noteList, requestKey, simulated } from './fields.ts';

const text = (max: number) => z.string().min(1).max(max).optional();
const list = z.array(z.string().min(1).max(4000)).max(200).optional();

/** How any kind of work is handed over: as a file, as a text, or in parts. */
export const sourceFields = {
  path: text(4096).describe('Markdown file.'),
  document: text(1_048_576).describe('Title, prose, acceptance.'),
  title: text(300).describe('With acceptance.'),
  prose: text(1_048_576).describe('What and why.'),
  acceptance: list.describe('What must hold. "Check: `command`" is run.'),
  id: text(120).describe('Default: from the title.'),
  fields: list.describe('"Label: value".'),
};

export const callFields = {
  dry_run: z.boolean().optional().describe('Change nothing.'),
  request_key: requestKey,
};

export const enqueuedFields = {
  id: z.string().describe('Its id.'),
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
};

export const enqueueErrors = [
  ...keyedErrors,
  'document_invalid',
  'document_too_large',
  'id_invalid',
  'id_taken',
  'path_outside_workspace',
  'path_not_readable',
] as const;

/** What a terminal says of the file that it reads. */
export const SOURCE_FILE = { path: 'Markdown or JSON file, or - for standard input.' };
