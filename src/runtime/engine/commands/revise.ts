import type { ReviseCommand } from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type Accepted,
  answer,
  type Change,
  note,
  type Refusal,
  type Revision,
  type State,
  withdraw,
} from '../../kernel/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { ControlValue } from './schema.ts';

/** Who asks and when, as the record will say it. */
export interface Asking {
  readonly state: State;
  /** ISO. */
  readonly now: string;
  readonly actor: string;
}

/** What would be recorded, whether or not it is; throws what the caller has to do instead. */
export function revisionOf(asking: Asking, command: ReviseCommand): Accepted {
  const revision = decided(asking, command);
  if (revision.ok) return revision;
  throw refusalError(revision.refusal);
}

function decided({ state, now, actor }: Asking, command: ReviseCommand): Revision {
  const speaker = { actor, is_person: 'is_person' in command && command.is_person };
  switch (command.name) {
    case 'note':
      return note(state, command.work, command.text, speaker);
    case 'withdraw':
      return withdraw(state, now, command, speaker);
    case 'answer':
      return answer(state, command, speaker);
    default:
      return exhausted(command);
  }
}

/** Records it. Returns what was done, and the attempts that it fences, which are to be ended then. */
export function revise(
  owner: Owner,
  command: ReviseCommand,
  actor: string,
): { readonly value: ControlValue; readonly fenced: readonly string[] } {
  const { state } = owner;
  const { changes, cause, detail, lines } = revisionOf({ state, now: owner.now(), actor }, command);
  owner.apply({ changes, cause });
  const runs = changes.flatMap((one) => (one.k === 'retire@1' ? [one.run] : []));
  return { value: { applied: true, detail, runs, lines: [...lines] }, fenced: fencedBy(changes) };
}

function fencedBy(changes: readonly Change[]): string[] {
  return changes.flatMap((one) =>
    one.k === 'attempt-end@1' && one.outcome === 'fenced' ? [one.attempt] : [],
  );
}

function refusalError({ code, what, expected, next }: Refusal): MillraceError {
  return new MillraceError(code, { what, expected, next });
}
