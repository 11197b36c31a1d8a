import { decodeDocument, draftDocument, type WorkDocument } from '../../documents/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { keyOf, type PlanIndex, placed } from '../../kernel/index.ts';
import type { Family } from '../../plan/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { documentRefused, familyFor } from './hand-over.ts';

/**
 * Documents with one title that are compared with a new one, the newest first; an older one that is
 * handed over again gets a number of its own.
 */
const SAME_TITLE_COMPARED_MAX = 200;

export interface SubmittedDocument {
  readonly family: string | null;
  readonly id?: string | undefined;
  /** In the canonical grammar. */
  readonly text: string;
  /** As it came. */
  readonly handed_over?: string | undefined;
  /** Of an idea: the id that it gets where none is given. */
  readonly idea?: string | undefined;
  readonly channel: string;
}

/** Whoever owns the workspace, or only looks at it. */
export interface AdmissionReader {
  readonly follower: Follower;
  readonly actor: string;
}

/** Under which id a document comes in, and as what. */
export interface JudgedDocument {
  readonly family: Family;
  readonly id: string;
  readonly already: boolean;
  readonly document: WorkDocument;
  /** As it came. */
  readonly original: string;
  readonly notes: readonly string[];
}

/** Judges a document without taking it in. Throws `document_invalid` and `id_taken`. */
export function judgeDocument(
  ports: EnginePorts,
  reader: AdmissionReader,
  index: PlanIndex,
  input: SubmittedDocument,
): JudgedDocument {
  const family = familyFor(index.plan, input.family);
  const original = input.handed_over ?? input.text;
  const drafted = draftOf(ports, reader, family, input, input.id);
  const isNamed = input.id !== undefined || input.handed_over === undefined;
  const { id, already } = freePlace(ports, reader, drafted, original, isNamed);
  const renamed = `The id ${drafted.id} is that of another document, so this one is ${id}.`;
  const isOwn = id === drafted.id;
  const document = isOwn ? drafted : draftOf(ports, reader, family, input, id);
  const found = placed(index, reader.follower.state, family, document);
  if (!found.ok && !already) {
    const problem = { line: 0, field: null, message: found.problem };
    throw documentRefused('document_invalid', [problem]);
  }
  const place = found.ok ? found : { document, root: null };
  const joined = place.root === null ? [] : [`It belongs to ${place.root}, as what it names does.`];
  const notes = [...(isOwn ? [] : [renamed]), ...joined];
  return { family, id, already, document: place.document, original, notes };
}

/** Throws `document_invalid` and `document_too_large`. */
export function draftOf(
  ports: EnginePorts,
  reader: AdmissionReader,
  family: Family,
  { text, idea }: SubmittedDocument,
  id: string | undefined,
): WorkDocument {
  const decoded = decodeDocument(text);
  if (!decoded.ok) {
    throw documentRefused(decoded.code, [{ line: 0, field: null, message: decoded.problem }]);
  }
  const draft = draftDocument(decoded.text, family, {
    now: ports.clock.now(),
    actor: reader.actor,
    hash8: (of) => ports.hash.sha256(of).slice(0, 8),
    ...(id === undefined ? {} : { id }),
    ...(idea === undefined ? {} : { idea }),
  });
  if (!draft.ok) throw documentRefused('document_invalid', draft.problems);
  return draft.document;
}

/**
 * The id under which a document comes in. The same text again is the same request. An id that was
 * made from a title gets the next number where it is taken; one that was given is refused.
 */
function freePlace(
  ports: EnginePorts,
  reader: AdmissionReader,
  { family_id, id }: WorkDocument,
  text: string,
  isNamed: boolean,
): { readonly id: string; readonly already: boolean } {
  const isFree = (one: string) => !reader.follower.state.items.has(keyOf(family_id, one));
  if (isFree(id)) return { id, already: false };
  const sha256 = ports.hash.sha256(text);
  const isSame = (one: string) => hasText(reader, keyOf(family_id, one), sha256);
  if (isSame(id)) return { id, already: true };
  let number = 2;
  while (!isFree(`${id}-${number}`)) number += 1;
  const free = `${id}-${number}`;
  if (isNamed) throw idTaken(id, free);
  const oldest = Math.max(2, number - SAME_TITLE_COMPARED_MAX);
  for (let before = number - 1; before >= oldest; before -= 1) {
    if (isSame(`${id}-${before}`)) return { id: `${id}-${before}`, already: true };
  }
  return { id: free, already: false };
}

/** Whether the item came in as this text, whatever a stage made of it since. */
function hasText(reader: AdmissionReader, key: string, sha256: string): boolean {
  if (reader.follower.firstHandedOver(key)?.sha256 === sha256) return true;
  return frozenSource(reader, key) === sha256;
}

function idTaken(id: string, free: string): MillraceError {
  return new MillraceError('id_taken', {
    what: `The id ${id} is taken by a document with other text`,
    expected: 'an id of its own, or exactly the same text again',
    next: `hand it over with the id ${free}, which is free, or without an id: one is made then`,
    details: { free },
  });
}

/** Digest of the text that a closure target was opened with: a stage may have revised the document since. */
function frozenSource(reader: AdmissionReader, key: string): string | null {
  const item = reader.follower.state.items.get(key);
  const target = reader.follower.state.targets.get(item?.root ?? '');
  if (target?.key !== key) return null;
  for (const change of reader.follower.recordOrNull(target.seq)?.c ?? []) {
    if (change.k === 'target-open@1' && change.key === key) return change.source.sha256;
  }
  return null;
}
