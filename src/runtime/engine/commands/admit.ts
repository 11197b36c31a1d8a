import { z } from 'zod';
import {
  checksOf,
  decodeDocument,
  draftDocument,
  type WorkDocument,
} from '../../documents/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { admission, keyOf, type PlanIndex } from '../../kernel/index.ts';
import type { Family } from '../../plan/index.ts';
import { familyFolders } from '../../workspace/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { documentRefused, familyFor } from './hand-over.ts';

/**
 * Documents with one title that are compared with a new one, the newest first; an older one that is
 * handed over again gets a number of its own.
 */
const SAME_TITLE_COMPARED_MAX = 200;

/** The answer to an admission, also as it comes back through the mailbox. */
export const admitAnswer = z.strictObject({
  family: z.string(),
  id: z.string(),
  already: z.boolean(),
  root: z.string().nullable(),
  path: z.string(),
  document: z.string(),
  checks: z.array(z.string()),
  notes: z.array(z.string()),
  position: z.number(),
});
type AdmitAnswer = z.infer<typeof admitAnswer>;

export interface SubmittedDocument {
  readonly family: string | null;
  readonly id?: string | undefined;
  /** In the canonical grammar. */
  readonly text: string;
  /** As it came. */
  readonly handed_over?: string | undefined;
  readonly channel: string;
}

/** Takes a document in as it was read, completed from its family's intake values. */
export function admit(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  input: SubmittedDocument,
): AdmitAnswer {
  const family = familyFor(index.plan, input.family);
  const original = input.handed_over ?? input.text;
  const drafted = draftOf(ports, owner, family, input, input.id);
  const isNamed = input.id !== undefined || input.handed_over === undefined;
  const { id, already } = freePlace(ports, owner, drafted, original, isNamed);
  const isNumbered = id !== drafted.id;
  const document = isNumbered ? draftOf(ports, owner, family, input, id) : drafted;
  if (!already) {
    const change = admission(ports.hash, {
      family,
      document,
      handed_over: original,
      source: { kind: 'operator', ref: input.channel },
      state: 'queue',
    });
    owner.apply({
      changes: [change],
      cause: { input: 'admit', rule: 'admit', channel: input.channel },
    });
  }
  const numbered = `The id ${drafted.id} is that of another document, so this one is ${id}.`;
  return {
    family: family.family_id,
    id,
    already,
    ...placeOf(owner, family, id),
    checks: checksOf(document, family).map((check) => check.command),
    notes: isNumbered ? [numbered] : [],
  };
}

/** How a document stands now that was handed over before. */
export function admittedNow(owner: Owner, before: AdmitAnswer): AdmitAnswer {
  const family = owner.follower.index?.plan.families[before.family];
  const place = family === undefined ? {} : placeOf(owner, family, before.id);
  return { ...before, already: true, ...place };
}

function placeOf(owner: Owner, family: Family, id: string) {
  const key = keyOf(family.family_id, id);
  const item = owner.state.items.get(key);
  const folders = familyFolders(owner.follower.layout, family);
  const state = item?.state === 'superseded' ? 'blocked' : (item?.state ?? 'queue');
  return {
    root: item?.root ?? null,
    path: `${folders.relative[state]}/${id}.md`,
    document: owner.follower.document(key).text ?? '',
    position: positionOf(owner, family.family_id, key),
  };
}

function draftOf(
  ports: EnginePorts,
  owner: Owner,
  family: Family,
  { text }: SubmittedDocument,
  id: string | undefined,
): WorkDocument {
  const decoded = decodeDocument(text);
  if (!decoded.ok) {
    throw documentRefused(decoded.code, [{ line: 0, field: null, message: decoded.problem }]);
  }
  const draft = draftDocument(decoded.text, family, {
    now: ports.clock.now(),
    actor: owner.actor,
    hash8: (of) => ports.hash.sha256(of).slice(0, 8),
    ...(id === undefined ? {} : { id }),
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
  owner: Owner,
  { family_id, id }: WorkDocument,
  text: string,
  isNamed: boolean,
): { readonly id: string; readonly already: boolean } {
  const isFree = (one: string) => !owner.state.items.has(keyOf(family_id, one));
  if (isFree(id)) return { id, already: false };
  const sha256 = ports.hash.sha256(text);
  const isSame = (one: string) => hasText(owner, keyOf(family_id, one), sha256);
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
function hasText(owner: Owner, key: string, sha256: string): boolean {
  if (owner.follower.firstHandedOver(key)?.sha256 === sha256) return true;
  return frozenSource(owner, key) === sha256;
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
function frozenSource(owner: Owner, key: string): string | null {
  const item = owner.state.items.get(key);
  const target = owner.state.targets.get(item?.root ?? '');
  if (target?.key !== key) return null;
  for (const change of owner.follower.recordOrNull(target.seq)?.c ?? []) {
    if (change.k === 'target-open@1' && change.key === key) return change.source.sha256;
  }
  return null;
}

/** Place among the documents of its family that can be claimed, from 1; 0 when it is not among them. */
function positionOf(owner: Owner, family: string, key: string): number {
  const item = owner.state.items.get(key);
  return item === undefined ? 0 : (owner.state.claimable.get(family)?.position(item) ?? 0);
}
