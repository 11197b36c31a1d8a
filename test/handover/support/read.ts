import { join } from 'node:path';
import { readVocabulary } from '../../../src/compiler/index.ts';
import { parseDocument } from '../../../src/runtime/documents/index.ts';
import { type Projection, readDocument } from '../../../src/runtime/handover/index.ts';
import { NodeDisk } from '../../../src/runtime/host/disk.ts';
import type { Family, VocabularyFile } from '../../../src/runtime/plan/index.ts';
import { spec } from '../../support/families.ts';

const ASSETS = join(import.meta.dirname, '../../../assets');

/** What the package ships. */
export const vocabulary = readVocabulary({
  disk: new NodeDisk(),
  root: '/nowhere',
  assets: ASSETS,
}).files;

export interface ReadOptions {
  readonly family?: Family;
  readonly file?: string;
  readonly vocabulary?: readonly VocabularyFile[];
}

export function read(text: string, options: ReadOptions = {}): Projection {
  const { family = spec, file = null } = options;
  return readDocument(text, { family, file, vocabulary: options.vocabulary ?? vocabulary });
}

/** What was understood: the title, each item behind its field, what stayed prose, and notes. */
export function understood(text: string, options: ReadOptions = {}): string {
  return shown(read(text, options), options.family ?? spec);
}

export function shown(reading: Projection, family: Family): string {
  if (!reading.ok) {
    const { code, problems } = reading.refused;
    return [`refused: ${code}`, ...problems.map((one) => `${one.line}: ${one.message}`)].join('\n');
  }
  const { text, id, understood: found, notes } = reading.value;
  const lists = found.lists.flatMap(({ label, items }) => items.map((one) => `${label} - ${one}`));
  return [
    `"${found.title}"${id === null ? '' : ` (${id})`}`,
    ...notes.map((note) => `(${note})`),
    ...lists,
    ...bodyOf(text, id, family).map((line) => `| ${line}`.trimEnd()),
  ].join('\n');
}

export function itemsOf(text: string, options: ReadOptions = {}): readonly string[] {
  const reading = read(text, options);
  if (!reading.ok) throw new Error(shown(reading, options.family ?? spec));
  const lists = reading.value.understood.lists;
  return lists.find(({ label }) => label === 'Acceptance')?.items ?? [];
}

/** The prose as the queue keeps it. */
export function bodyOf(text: string, id: string | null, family: Family): string[] {
  const label = family.scalars.find(({ key }) => key === family.id_key)?.label ?? '';
  const named = id === null ? text.replace('\n\n', `\n\n${label}: x\n`) : text;
  const scalars = family.scalars.map((field) => ({ ...field, required: false }));
  const lists = family.lists.map((field) => ({ ...field, required: false }));
  const parsed = parseDocument(named, { ...family, scalars, lists });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join(' | '));
  return parsed.document.body === '' ? [] : parsed.document.body.split('\n');
}
