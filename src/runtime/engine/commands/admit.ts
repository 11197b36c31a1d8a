import { z } from 'zod';
import type { AdmitView } from '../../api/index.ts';
import {
  checksOf,
  type DocumentProblem,
  decodeDocument,
  draftDocument,
} from '../../documents/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { admission, keyOf, type PlanIndex } from '../../kernel/index.ts';
import type { Family } from '../../plan/index.ts';
import { familyFolders } from '../../workspace/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

const PROBLEMS_SHOWN_MAX = 5;

/** The answer to an admission, also as it comes back through the mailbox. */
export const admitView = z.strictObject({
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

export interface SubmittedDocument {
  readonly family: string | null;
  readonly id?: string | undefined;
  readonly text: string;
  readonly channel: string;
}

/** Takes a document in as a person or agent handed it over, completed from its family's intake values. */
export function admit(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  input: SubmittedDocument,
): AdmitView {
  const family = familyFor(index, input.family);
  const decoded = decodeDocument(new TextEncoder().encode(input.text));
  if (!decoded.ok)
    throw refused(decoded.code, [{ line: 0, field: null, message: decoded.problem }]);
  const draft = draftDocument(decoded.text, family, {
    now: ports.clock.now(),
    actor: owner.actor,
    hash8: (text) => ports.hash.sha256(text).slice(0, 8),
    ...(input.id === undefined ? {} : { id: input.id }),
  });
  if (!draft.ok) throw refused('document_invalid', draft.problems);
  const { document } = draft;
  const key = keyOf(family.family_id, document.id);
  const already = owner.state.items.has(key);
  if (already) requireSameBytes(ports, owner, key, input.text);
  else {
    const change = admission(ports.hash, {
      family,
      document,
      handed_over: input.text,
      source: { kind: 'operator', ref: input.channel },
      state: 'queue',
    });
    owner.apply({
      changes: [change],
      cause: { input: 'admit', rule: 'admit', channel: input.channel },
    });
  }
  return {
    family: family.family_id,
    id: document.id,
    already,
    ...placeOf(owner, family, document.id),
    checks: checksOf(document, family).map((check) => check.command),
    notes: [...decoded.notes, ...draft.notes],
  };
}

/** How a document stands now that was handed over before. */
export function admittedNow(owner: Owner, before: AdmitView): AdmitView {
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

/** Without a name the first family whose documents are brought to closure, or the first of all. */
function familyFor(index: PlanIndex, name: string | null): Family {
  const families = Object.values(index.plan.families);
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

/** The same text again is the same request; another text under a taken id is refused. */
function requireSameBytes(ports: EnginePorts, owner: Owner, key: string, text: string): void {
  const sha256 = ports.hash.sha256(text);
  if (owner.follower.firstHandedOver(key)?.sha256 === sha256) return;
  if (frozenSource(owner, key) === sha256) return;
  throw new MillraceError('id_taken', {
    what: `The id of this document is taken: ${key} was handed over with other text`,
    expected: 'an id of its own, or exactly the same text again',
    next: 'give the document another id and hand it over again',
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

function refused(
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
    expected: 'an H1 title, prose, and an Acceptance list with at least one item',
    next: 'mend what is named and hand it over again; nothing was changed',
  });
}
