import { decodeDocument } from '../runtime/documents/decode.ts';
import { judge, textOf } from '../runtime/kernel/proposals/judge.ts';
import { PROPOSALS_FOLDER, proposalsIn } from '../runtime/runners/contract/proposals.ts';
import { type Answer, notesOf } from './answer.ts';
import type { HandBack } from './hand-back.ts';

/** Takes a document in, unless it would be refused as it is or with what was proposed before. */
export function propose(handBack: HandBack, given: string): Answer {
  const decoded = decodeDocument(given);
  if (!decoded.ok) return { ok: false, errors: [decoded.problem] };
  const { text } = decoded;
  const { context } = handBack;
  const alone = judge(context, [{ name: '', text }]);
  const [own] = alone.judged;
  if (own === undefined || alone.problems.length > 0) {
    return { ok: false, errors: alone.problems.map(({ what }) => what) };
  }
  const name = handBack.fileOf(own.family.family_id, own.proposedId);
  const others = proposalsIn(handBack.handedBack().files).filter((one) => one.name !== name);
  const set = judge(context, [...others, { name, text }]);
  const file = `out/${PROPOSALS_FOLDER}${name}`;
  const errors = set.problems.filter((one) => one.name === file || one.name === null);
  if (errors.length > 0) return { ok: false, errors: errors.map(({ what }) => what) };
  handBack.write(`${PROPOSALS_FOLDER}${name}`, text);
  const { document, isRevision } = set.judged.find((one) => one.name === file) ?? own;
  const taken = document.id === own.proposedId ? [] : [`the id ${own.proposedId} is taken`];
  return {
    ok: true,
    facts: {
      [isRevision ? 'revises' : 'proposed']: `${own.family.family_id}/${document.id}`,
      file,
      proposals: others.length + 1,
      ...notesOf([...taken, ...[...set.problems, ...set.unresolved].map(textOf)]),
    },
  };
}
