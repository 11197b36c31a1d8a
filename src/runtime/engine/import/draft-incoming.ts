import { draftDocument, type WorkDocument } from '../../documents/index.ts';
import type { Family, Plan } from '../../plan/index.ts';
import { documentRefused, type Handover, handedOver } from '../commands/hand-over.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

const ACTOR = 'import';
/** Ideas whose names make one id. */
const SAME_NAME_MAX = 1000;
const DIGEST_LENGTH = 8;

export interface DraftParts {
  readonly ports: Pick<EnginePorts, 'clock' | 'disk' | 'hash' | 'vocabulary'>;
  readonly handover: Handover;
  readonly plan: Plan;
}

/** A text that is to become work: markdown, or a document as JSON. */
export interface Incoming {
  readonly text: string;
  /** Of an idea: the name of its file. */
  readonly file?: string;
}

/** It as a document with an id that is free. Throws `document_invalid`. */
export function draftIncoming(
  { ports, handover, plan }: DraftParts,
  taken: ReadonlySet<string>,
  family: Family,
  { text, file }: Incoming,
): WorkDocument {
  const about = file === undefined ? {} : { file, is_idea: true };
  const input = { family: family.family_id, text, channel: ACTOR, ...about };
  const { command } = handedOver(handover, ports, plan, input);
  const { idea } = command;
  const isFree = ({ id }: WorkDocument) => !taken.has(`${family.family_id}/${id}`);
  const draft = (named: { readonly id?: string; readonly idea?: string }) => {
    const drafted = draftDocument(command.text, family, {
      now: ports.clock.now(),
      actor: ACTOR,
      hash8: (of) => ports.hash.sha256(of).slice(0, DIGEST_LENGTH),
      ...named,
    });
    if (!drafted.ok) throw documentRefused('document_invalid', drafted.problems);
    return drafted.document;
  };
  const id = command.id === undefined ? {} : { id: command.id };
  const first = draft({ ...id, ...(idea === undefined ? {} : { idea }) });
  if (isFree(first)) return first;
  for (let n = 2; idea !== undefined && n <= SAME_NAME_MAX; n += 1) {
    const next = draft({ ...id, idea: `${idea}-${n}` });
    if (isFree(next)) return next;
  }
  const message = `The id ${first.id} is taken by another document. Give it one of its own.`;
  throw documentRefused('document_invalid', [{ line: 0, field: null, message }]);
}
