import type { ReviseCommand, RevisePreview } from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type Accepted,
  amend,
  answer,
  type Change,
  type Decider,
  type DecisionContext,
  keyOf,
  note,
  prioritize,
  type Refusal,
  type Revision,
  rootDocument,
  type State,
  waive,
  withdraw,
} from '../../kernel/index.ts';
import { editOf } from '../intake/hand-edits.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { metItems } from '../views/promises.ts';
import type { Follower } from '../workspace/follower.ts';
import type { ControlValue } from './schema.ts';

/** What it is decided from, and who asks, as the record will say it. */
interface Asking {
  readonly follower: Follower;
  /** Whether a policy of the user stands for a person. */
  readonly by_policy: () => boolean;
  /** Null while no plan is adopted: nothing was handed over then. */
  readonly facts: DecisionContext | null;
  readonly actor: string;
}

/** What it would come to; nothing is recorded. */
export function preview(asking: Asking, command: ReviseCommand): RevisePreview {
  const { detail, lines, person_id } = revisionOf(asking, command);
  return { detail, lines, person_id };
}

/** A root document that may be changed, as it reads now. */
export function rootDocumentOf(facts: DecisionContext | null, state: State, work: string) {
  if (facts === null) throw nothingThere();
  const found = rootDocument(facts, state, work);
  if (found.ok) return found;
  throw refusalError(found.refusal);
}

/** What would be recorded, whether or not it is; throws what the caller has to do instead. */
function revisionOf(asking: Asking, command: ReviseCommand): Accepted {
  const { facts, actor, by_policy } = asking;
  if (facts === null) throw nothingThere();
  const speaker = { actor, is_person: 'is_person' in command && command.is_person };
  const first = decided(asking, facts, command, speaker);
  const wants = first.ok ? first.person_id !== undefined : first.refusal.code === 'person_needed';
  const allowed = {
    actor: `${actor}, as a policy of the user allows`,
    is_person: false,
    by_policy: true,
  };
  const revision = wants && by_policy() ? decided(asking, facts, command, allowed) : first;
  if (revision.ok) return revision;
  throw refusalError(revision.refusal);
}

function decided(
  { follower }: Asking,
  facts: DecisionContext,
  command: ReviseCommand,
  speaker: Decider,
): Revision {
  const { state } = follower;
  switch (command.name) {
    case 'note':
      return note(state, command.work, command.text, speaker);
    case 'withdraw':
      return withdraw(facts, state, command, speaker);
    case 'answer':
      return answer(facts, state, command, speaker);
    case 'amend':
      return amend(facts, state, command, speaker);
    case 'prioritize':
      return prioritize(state, command, speaker);
    case 'waive':
      return waive(
        state,
        { ...command, now: facts.now, met: (root) => metItems(follower, facts.index, root) },
        speaker,
      );
    default:
      return exhausted(command);
  }
}

/** Whether a policy of the user stands for a person in the workspace at this path. */
export function policyDecides({ disk, trust }: EnginePorts, root: string): boolean {
  return trust.decides(disk.realpath(root) ?? root);
}

/** Records it. Returns what was done, and the attempts that it fences, which are to be ended then. */
export function revise(
  ports: EnginePorts,
  owner: Owner,
  command: ReviseCommand,
  actor: string,
): { readonly value: ControlValue; readonly fenced: readonly string[] } {
  takeEditOf(ports, owner, command);
  const { follower } = owner;
  const facts = follower.index === null ? null : owner.facts(follower.index);
  const by_policy = () => policyDecides(ports, follower.layout.root);
  const asking = { follower, facts, actor, by_policy };
  const { changes, cause, detail, lines } = revisionOf(asking, command);
  owner.apply({ changes, cause });
  const runs = changes.flatMap((one) => (one.k === 'retire@1' ? [one.run] : []));
  return { value: { applied: true, detail, runs, lines: [...lines] }, fenced: fencedBy(changes) };
}

/**
 * What somebody wrote into the file of a queued document comes before what is decided about it: the
 * file is written anew afterwards. A whole new text was written without knowing of it.
 */
function takeEditOf(ports: EnginePorts, owner: Owner, command: ReviseCommand): void {
  const { index } = owner.follower;
  const work =
    command.name === 'answer' ? owner.state.questions.get(command.question)?.key : command.work;
  if (index === null || work == null) return;
  const families = Object.keys(index.plan.families);
  for (const key of work.includes('/') ? [work] : families.map((family) => keyOf(family, work))) {
    const edit = editOf(ports, owner, index, key);
    if (edit === null) continue;
    owner.commit(edit);
    owner.render();
    if (command.name === 'amend' && command.document !== undefined) throw editedMeanwhile(work);
  }
}

function editedMeanwhile(work: string): MillraceError {
  return new MillraceError('revision_refused', {
    what: `The document of ${work} was edited by hand meanwhile, and that is taken`,
    expected: 'a text that was written after it',
    next: 'look at it with show, and amend it as it reads now',
  });
}

function fencedBy(changes: readonly Change[]): string[] {
  return changes.flatMap((one) =>
    one.k === 'attempt-end@1' && one.outcome === 'fenced' ? [one.attempt] : [],
  );
}

function nothingThere(): MillraceError {
  return new MillraceError('plan_missing', {
    what: 'Nothing was handed over in this workspace yet',
    expected: 'work to decide about',
    next: 'call enqueue_spec',
  });
}

function refusalError({ code, what, expected, next }: Refusal): MillraceError {
  return new MillraceError(code, { what, expected, next });
}
