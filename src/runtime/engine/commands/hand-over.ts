import type { AdmitInput, AdmitView } from '../../api/index.ts';
import { type DocumentProblem, ideaId } from '../../documents/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import type { Refused } from '../../handover/index.ts';
import type { Family, Plan, Review } from '../../plan/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { offersReview, requireReview, reviewNotes } from './review.ts';
import type { Command } from './schema.ts';

const PROBLEMS_SHOWN_MAX = 5;

/** A document that was read, ready for whoever owns the workspace. */
export interface HandOver {
  readonly command: Extract<Command, { readonly name: 'admit' }>;
  /** What its caller is told of the reading itself. */
  readonly reading: Pick<AdmitView, 'understood' | 'offers_contract'>;
  readonly notes: readonly string[];
  /** What its owner will be asked, where it was not handed over before. */
  readonly asked: readonly string[];
}

/** The same of a new text for a document that is there already. */
export async function readAnew(
  ports: Pick<EnginePorts, 'vocabulary'>,
  family: Family,
  id: string,
  text: string,
): Promise<string> {
  const { files, problems } = ports.vocabulary();
  const { readDocument } = await loadHandover();
  const reading = readDocument(text, { family, vocabulary: files, file: null });
  if (!reading.ok) throw refusedReading(reading.refused, problems, false);
  const read = reading.value;
  if (read.id !== null && read.id !== id) throw twoIds(read.id, id);
  return read.text;
}

/**
 * Reads what a person or agent hands over. The caller's process does it, so that no loop waits for
 * it, and only it loads what it takes to read markdown.
 */
export async function handOver(
  ports: Pick<EnginePorts, 'hash' | 'vocabulary'>,
  plan: Plan,
  input: AdmitInput,
): Promise<HandOver> {
  return handedOver(await loadHandover(), ports, plan, input);
}

/** Only who needs it loads it. */
export function loadHandover(): Promise<Handover> {
  return import('../../handover/index.ts');
}

/** What reads documents as people write them. */
export type Handover = Pick<
  typeof import('../../handover/index.ts'),
  'readDocument' | 'readTyped' | 'typedText' | 'withItems'
>;

/** The same for whoever has loaded what it takes. */
export function handedOver(
  { readDocument, readTyped, typedText, withItems }: Handover,
  ports: Pick<EnginePorts, 'hash' | 'vocabulary'>,
  plan: Plan,
  input: AdmitInput,
): HandOver {
  const family = familyFor(plan, input.family);
  const { files, problems } = ports.vocabulary();
  const original = 'typed' in input ? typedText(input.typed) : withItems(input);
  // The name of a file would be its title.
  if (original.trim() === '') throw documentRefused('document_invalid', [NO_WORDS]);
  const read = (review: Review | undefined) =>
    'typed' in input
      ? readTyped(input.typed, { family, vocabulary: files, review })
      : readDocument(original, {
          family,
          vocabulary: files,
          file: input.file ?? null,
          review,
        });
  const offers_contract = offersReview(plan, family, 'contract');
  const first = read(input.review);
  const planned = !first.ok && offers_contract ? read('contract') : first;
  const reading = input.is_idea === true ? planned : first;
  if (!reading.ok) throw refusedReading(reading.refused, problems, planned.ok);
  const { text, id, understood, notes } = reading.value;
  requireReview(plan, family, input.review ?? understood.review);
  if (id !== null && input.id !== undefined && id !== input.id) throw twoIds(id, input.id);
  const named = input.id ?? id;
  return {
    command: {
      name: 'admit',
      family: family.family_id,
      ...(named === null ? {} : { id: named }),
      text,
      handed_over: original,
      ...(input.is_idea === true ? { idea: ideaOf(ports, input, understood.title) } : {}),
      channel: input.channel,
    },
    reading: { understood, offers_contract },
    notes: [...notes, ...problems],
    asked: reviewNotes(family, understood),
  };
}

/** The id of an idea that names none: by its file, else by its title. */
function ideaOf({ hash }: Pick<EnginePorts, 'hash'>, input: AdmitInput, title: string): string {
  const file = 'typed' in input ? undefined : input.file;
  const name = file === undefined ? title.toLowerCase() : file.replace(/\.[^.]*$/, '');
  return ideaId(name, (text) => hash.sha256(text).slice(0, 8));
}

function refusedReading(
  { code, problems: found }: Refused,
  problems: readonly string[],
  isOffered: boolean,
): MillraceError {
  const own = problems.map((message) => ({ line: 0, field: null, message }));
  return documentRefused(code, [...found, ...own], isOffered);
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
  /** What it lacks can be left to planning. */
  isOffered = false,
): MillraceError {
  const lines = problems.slice(0, PROBLEMS_SHOWN_MAX).map((problem) => {
    const where = problem.line === 0 ? '' : `line ${problem.line}: `;
    return `${where}${problem.message}`;
  });
  const more = problems.length - lines.length;
  return new MillraceError(code, {
    what: `The document cannot be accepted: ${lines.join(' | ')}${more > 0 ? ` | and ${more} more` : ''}`,
    expected: 'a title, what is wanted, and a list of what must hold at the end',
    next: `${AGAIN}${isOffered ? OFFER : ''}; nothing was changed`,
  });
}

const NO_WORDS = { line: 0, field: null, message: 'It has no words.' };
const AGAIN = 'write what is named there and hand the document over again';
const OFFER =
  '; or call enqueue_spec with review "contract" and the same document: planning writes the list, ' +
  'and its owner is asked before it counts';

function twoIds(own: string, asked: string): MillraceError {
  return new MillraceError('id_invalid', {
    what: `The document gives itself the id ${own}, and ${asked} was asked for`,
    expected: 'one id',
    next: 'leave one of them out and hand the document over again',
  });
}
