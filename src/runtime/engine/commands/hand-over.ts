import type { AdmitInput, AdmitView } from '../../api/index.ts';
import type { DocumentProblem } from '../../documents/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import type { Projection } from '../../handover/index.ts';
import type { Family, Plan } from '../../plan/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Command } from './schema.ts';

const PROBLEMS_SHOWN_MAX = 5;

/** A document that was read, ready for whoever owns the workspace. */
export interface HandOver {
  readonly command: Extract<Command, { readonly name: 'admit' }>;
  readonly understood: AdmitView['understood'];
  readonly notes: readonly string[];
}

/** The same of a new text for a document that is there already. */
export async function readAnew(
  ports: Pick<EnginePorts, 'vocabulary'>,
  family: Family,
  id: string,
  text: string,
): Promise<string> {
  const { files, problems } = ports.vocabulary();
  const { readDocument } = await import('../../handover/index.ts');
  const reading = readDocument(text, { family, vocabulary: files, file: null });
  const read = projectedOrRefused(reading, problems);
  if (read.id !== null && read.id !== id) throw twoIds(read.id, id);
  return read.text;
}

/**
 * Reads what a person or agent hands over. The caller's process does it, so that no loop waits for
 * it, and only it loads what it takes to read markdown.
 */
export async function handOver(
  ports: Pick<EnginePorts, 'vocabulary'>,
  plan: Plan,
  input: AdmitInput,
): Promise<HandOver> {
  const family = familyFor(plan, input.family);
  const { files, problems } = ports.vocabulary();
  const { readDocument, readTyped, typedText, withItems } = await import('../../handover/index.ts');
  const original = 'typed' in input ? typedText(input.typed) : withItems(input);
  const reading =
    'typed' in input
      ? readTyped(input.typed, { family, vocabulary: files })
      : readDocument(original, { family, vocabulary: files, file: input.file ?? null });
  const { text, id, understood, notes } = projectedOrRefused(reading, problems);
  if (id !== null && input.id !== undefined && id !== input.id) throw twoIds(id, input.id);
  const named = input.id ?? id;
  return {
    command: {
      name: 'admit',
      family: family.family_id,
      ...(named === null ? {} : { id: named }),
      text,
      handed_over: original,
      channel: input.channel,
    },
    understood,
    notes: [...notes, ...problems],
  };
}

function projectedOrRefused(reading: Projection, problems: readonly string[]) {
  if (reading.ok) return reading.value;
  const { code, problems: found } = reading.refused;
  const own = problems.map((message) => ({ line: 0, field: null, message }));
  throw documentRefused(code, [...found, ...own]);
}

/** Without a name the first family whose documents are brought to closure, or the first of all. */
export function familyFor(plan: Plan, name: string | null): Family {
  const families = Object.values(plan.families);
  const found =
    name === null
      ? (families.find((one) => one.closure.role === 'root') ?? families[0])
      : families.find((one) => one.family_id === name);
  if (found !== undefined) return found;
  throw new MillraceError('input_invalid', {
    what: 'The plan of this workspace has no family of that name',
    expected: `one of ${families.map((one) => one.family_id).join(', ')}`,
    next: 'name one of these, or leave family out',
  });
}

export function documentRefused(
  code: 'document_invalid' | 'document_too_large',
  problems: readonly DocumentProblem[],
): MillraceError {
  const lines = problems.slice(0, PROBLEMS_SHOWN_MAX).map((problem) => {
    const where = problem.line === 0 ? '' : `line ${problem.line}: `;
    return `${where}${problem.message}`;
  });
  const more = problems.length - lines.length;
  return new MillraceError(code, {
    what: `The document cannot be accepted: ${lines.join(' | ')}${more > 0 ? ` | and ${more} more` : ''}`,
    expected: 'a title, what is wanted, and a list of what must hold at the end',
    next: 'write what is named there and hand the document over again; nothing was changed',
  });
}

function twoIds(own: string, asked: string): MillraceError {
  return new MillraceError('id_invalid', {
    what: `The document gives itself the id ${own}, and ${asked} was asked for`,
    expected: 'one id',
    next: 'leave one of them out and hand the document over again',
  });
}
