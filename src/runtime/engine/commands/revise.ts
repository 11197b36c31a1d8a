import type { ReviseCommand, RevisePreview } from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type Accepted,
  amend,
  answer,
  archive,
  type Change,
  type Decider,
  type DecisionContext,
  keyOf,
  note,
  type PlanIndex,
  prioritize,
  type Refusal,
  type Revision,
  reopen,
  repairLineage,
  resolve,
  retarget,
  rootDocument,
  type State,
  supersede,
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
    case 'supersede':
      return supersede(facts, state, command, speaker);
    case 'retarget':
      return retarget(facts, state, command, speaker);
    case 'resolve':
      return resolve(facts, state, command, speaker);
    case 'archive':
      return archive(state, command, speaker);
    case 'reopen':
      return reopen(facts, state, command, speaker);
    case 'repair_lineage':
      return repairLineage(facts, state, command, speaker);
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

/** What is done once it is recorded. */
export interface RevisionEffects {
  /** Attempts to end: their results count for nothing. */
  readonly fenced: readonly string[];
  /** Files that were put away, below the runtime folder. */
  readonly archived: readonly string[];
}

/** Records it. Returns what was done, and what is to be done then. */
export function revise(
  ports: EnginePorts,
  owner: Owner,
  command: ReviseCommand,
  actor: string,
): { readonly value: ControlValue; readonly effects: RevisionEffects } {
  takeEditOf(ports, owner, command);
  const { follower } = owner;
  const by_policy = () => policyDecides(ports, follower.layout.root);
  const decide = () => {
    const facts = follower.index === null ? null : owner.facts(follower.index);
    return revisionOf({ follower, facts, actor, by_policy }, command);
  };
  const first = decide();
  const { changes, cause, detail, lines } = takeEditsOfOthers(ports, owner, first)
    ? decide()
    : first;
  const applied = changes.length > 0;
  if (applied) owner.apply({ changes, cause });
  const runs = changes.flatMap((one) => (one.k === 'retire@1' ? [one.run] : []));
  const effects = { fenced: fencedBy(changes), archived: archivedBy(changes) };
  return { value: { applied, detail, runs, lines: [...lines] }, effects };
}

/**
 * What somebody wrote into the file of a queued document comes before what is decided about it: the
 * file is written anew afterwards. A whole new text was written without knowing of it.
 */
function takeEditOf(ports: EnginePorts, owner: Owner, command: ReviseCommand): void {
  const { index } = owner.follower;
  if (index === null) return;
  for (const key of namedBy(owner, Object.keys(index.plan.families), command)) {
    if (!takeEdit(ports, owner, index, key)) continue;
    if (command.name === 'amend' && command.document !== undefined) {
      throw editedMeanwhile(command.work);
    }
  }
}

/** Keys of the items that a command may mean. */
function namedBy(
  { state }: Owner,
  families: readonly string[],
  command: ReviseCommand,
): readonly string[] {
  if (command.name === 'answer') return [state.questions.get(command.question)?.key ?? ''];
  if (command.name === 'repair_lineage') return [];
  const { work } = command;
  return work.includes('/') ? [work] : families.map((family) => keyOf(family, work));
}

/** The same of other documents that it would write anew; whether there was an edit of one. */
function takeEditsOfOthers(ports: EnginePorts, owner: Owner, { changes }: Accepted): boolean {
  const { index } = owner.follower;
  if (index === null) return false;
  const keys = changes.flatMap((one) => (one.k === 'revise@1' ? [one.key] : []));
  return keys.filter((key) => takeEdit(ports, owner, index, key)).length > 0;
}

function takeEdit(ports: EnginePorts, owner: Owner, index: PlanIndex, key: string): boolean {
  const edit = editOf(ports, owner, index, key);
  if (edit === null) return false;
  owner.commit(edit);
  owner.render();
  return true;
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

function archivedBy(changes: readonly Change[]): string[] {
  return changes.flatMap((one) =>
    one.k === 'intervention@1' && one.action === 'archive' && one.key === null
      ? (one.other ?? [])
      : [],
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
