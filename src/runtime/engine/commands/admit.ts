import { z } from 'zod';
import { checksOf, renderDocument } from '../../documents/index.ts';
import { admission, keyOf, type PlanIndex } from '../../kernel/index.ts';
import { type Family, workspacePath } from '../../plan/index.ts';
import { documentFile } from '../../render/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { askedAgain } from './asked-again.ts';
import {
  type AdmissionReader,
  type JudgedDocument,
  judgeDocument,
  type SubmittedDocument,
} from './judge-document.ts';

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

/** Takes a document in as it was read, completed from its family's intake values. */
export function admit(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  input: SubmittedDocument,
): AdmitAnswer {
  const judged = judgeDocument(ports, owner, index, input);
  if (!judged.already) {
    const change = admission(ports.hash, {
      family: judged.family,
      document: judged.document,
      handed_over: judged.original,
      source: { kind: 'operator', ref: input.channel },
      state: 'queue',
    });
    owner.apply({
      changes: [change],
      cause: { input: 'admit', rule: 'admit', channel: input.channel },
    });
    return answerOf(owner.follower, judged);
  }
  const { changes, note } = askedAgain(owner.follower, judged, owner.actor);
  if (changes.length > 0) {
    owner.apply({ changes, cause: { input: 'admit', rule: 'review', channel: input.channel } });
  }
  const answer = answerOf(owner.follower, judged);
  return note === null ? answer : { ...answer, notes: [...answer.notes, note] };
}

/** What taking it in would answer. Nothing is changed, and no owner is asked. */
export function previewAdmission(
  ports: EnginePorts,
  reader: AdmissionReader,
  index: PlanIndex,
  input: SubmittedDocument,
): AdmitAnswer {
  const judged = judgeDocument(ports, reader, index, input);
  const { follower } = reader;
  const answer = answerOf(follower, judged);
  if (judged.already) {
    const { note } = askedAgain(follower, judged, reader.actor);
    return note === null ? answer : { ...answer, notes: [...answer.notes, note] };
  }
  const { family, document } = judged;
  const queued = follower.state.claimable.get(family.family_id)?.size ?? 0;
  return { ...answer, document: renderDocument(document, family), position: queued + 1 };
}

function answerOf(follower: Follower, judged: JudgedDocument): AdmitAnswer {
  const { family, id, already, document, notes } = judged;
  return {
    family: family.family_id,
    id,
    already,
    ...placeOf(follower, family, id),
    checks: checksOf(document, family).map((check) => check.command),
    notes: [...notes],
  };
}

/** How a document stands now that was handed over before. */
export function admittedNow(owner: Owner, before: AdmitAnswer): AdmitAnswer {
  const family = owner.follower.index?.plan.families[before.family];
  const place = family === undefined ? {} : placeOf(owner.follower, family, before.id);
  return { ...before, already: true, ...place };
}

function placeOf(follower: Follower, family: Family, id: string) {
  const key = keyOf(family.family_id, id);
  const item = follower.state.items.get(key);
  return {
    root: item?.root ?? null,
    path: workspacePath(documentFile(family, item?.state ?? 'queue', id)),
    document: item === undefined ? '' : (follower.document(key).text ?? ''),
    position: positionOf(follower, family.family_id, key),
  };
}

/** Place among the documents of its family that can be claimed, from 1; 0 when it is not among them. */
function positionOf(follower: Follower, family: string, key: string): number {
  const item = follower.state.items.get(key);
  return item === undefined ? 0 : (follower.state.claimable.get(family)?.position(item) ?? 0);
}
