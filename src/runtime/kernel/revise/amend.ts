import { documentFromTemplate, parseDocument, timeText } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import { decisionChange, questionChange } from '../changes/build.ts';
import type { AmendChange, Change, Speaker } from '../changes/changes.ts';
import { recorded } from '../changes/content.ts';
import { contractItems } from '../contract/contract.ts';
import { type EditedContract, type ItemEdit, itemEdit } from '../contract/edit.ts';
import { keyOf } from '../evolve/items.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { descendant, revision } from '../proposals/admit.ts';
import type { ClosureTarget, Item, State } from '../state/state.ts';
import { type NextVersion, nextVersion, notAnEdit, unreadable } from './next-version.ts';
import { over } from './note.ts';
import { APPLY, LEAVE } from './proposal.ts';
import { type Refused, type Revision, refused, revised } from './revision.ts';
import { isOver, subjectNamed } from './subject.ts';

export interface Amendment {
  readonly work: string;
  /** `A2: new text`, `A: one more`, `A2:` to remove it. */
  readonly items: readonly string[];
  readonly reason: string;
  /** The version that it was written for; null = whichever it is now. */
  readonly version: number | null;
}

/** Another version of the contract, made by its owner. What may loosen it waits for a person. */
export function amend(
  facts: DecisionContext,
  state: State,
  amendment: Amendment,
  speaker: Speaker,
): Revision {
  const found = subjectNamed(state, amendment.work);
  if (!found.ok) return found;
  const { root, item } = found.subject;
  if (item !== null) return notARoot(root);
  if (isOver(state, root)) return over(root);
  const edits = amendment.items.map(itemEdit).filter((one) => one !== null);
  if (edits.length < amendment.items.length) return notAnEdit();
  const target = state.targets.get(root);
  if (target === undefined) return reviseQueued(facts, state, root, edits, amendment, speaker);
  const { contract } = target;
  if (contract === undefined) return noIds(root);
  if (amendment.version !== null && amendment.version !== contract.version) {
    return otherVersion(root, contract.version);
  }
  const family = facts.index.family(state.items.get(target.key)?.family ?? '');
  const text = facts.frozenText(root) ?? '';
  const made = nextVersion(family, text, contract, edits, contract.version + 1);
  if (!made.ok) return made;
  if (made.edited.loosened.length > 0 && !speaker.is_person) {
    return proposed(state, root, amendment, made.edited, speaker);
  }
  const changes = amended(facts, state, target, family, made, amendment, speaker);
  const detail = `the contract of ${root} is version ${contract.version + 1}; planning hears of it next`;
  return revised('amend', detail, made.edited.lines, changes);
}

function amended(
  facts: DecisionContext,
  state: State,
  target: ClosureTarget,
  family: Family,
  { text, edited: { items, highest, lines } }: NextVersion,
  { reason }: Amendment,
  speaker: Speaker,
): Change[] {
  const { root } = target;
  const version = (target.contract?.version ?? 0) + 1;
  const change: AmendChange = {
    k: 'amend@1',
    root,
    version,
    items,
    highest,
    spec: recorded(facts.hash, text),
  };
  const said = `version ${version} of the contract, because: ${reason}. ${lines.join('; ')}`;
  return [
    change,
    decisionChange({ root, key: null, kind: 'amendment', text: said, ...speaker }),
    ...toPlan(facts, state, target, family, { version, lines, reason, actor: speaker.actor }),
  ];
}

interface Told {
  readonly version: number;
  readonly lines: readonly string[];
  readonly reason: string;
  readonly actor: string;
}

/** What planning gets to know of it; nothing where the plan does not say what that would be. */
function toPlan(
  facts: DecisionContext,
  state: State,
  { root, idea }: ClosureTarget,
  { closure }: Family,
  { version, lines, reason, actor }: Told,
): Change[] {
  const template = closure.amended;
  const family = facts.index.plan.families[template?.family_id ?? ''];
  if (template === undefined || family === undefined) return [];
  const names = {
    now: timeText(Date.parse(facts.now)),
    root_spec_id: root,
    root_idea_id: idea,
    version: String(version),
    reason,
    actor,
  };
  const document = documentFromTemplate(template, family, names, { symptoms: lines });
  if (state.items.has(keyOf(family.family_id, document.id))) return [];
  const source = { kind: 'operator', ref: actor } as const;
  return [descendant(facts.hash, { family, document, source, root, via: null })];
}

/** Nobody works by it yet: its first version is what it says when it is claimed. */
function reviseQueued(
  facts: DecisionContext,
  state: State,
  root: string,
  edits: readonly ItemEdit[],
  { reason }: Amendment,
  speaker: Speaker,
): Revision {
  const item = rootItem(state, root);
  if (item === undefined) return over(root);
  const family = facts.index.family(item.family);
  const text = facts.document(item.key).text ?? '';
  const parsed = parseDocument(text, family);
  const items = parsed.ok ? contractItems(parsed.document, family) : [];
  const made = nextVersion(family, text, { items }, edits, 1);
  if (!made.ok) return made;
  const after = parseDocument(made.text, family);
  if (!after.ok) return unreadable();
  const source = { kind: 'operator', ref: speaker.actor } as const;
  const said = `before it was planned, because: ${reason}. ${made.edited.lines.join('; ')}`;
  return revised('amend', `${root} is changed; nothing of it has begun`, made.edited.lines, [
    revision(facts.hash, { family, document: after.document, source }, item.at),
    decisionChange({ root, key: null, kind: 'amendment', text: said, ...speaker }),
  ]);
}

function rootItem(state: State, root: string): Item | undefined {
  const keys = state.members.get(root) ?? [];
  return keys.flatMap((key) => state.items.get(key) ?? []).find(({ id }) => id === root);
}

/** What may promise less, and comes from no person, is asked. */
function proposed(
  state: State,
  root: string,
  { items, reason }: Amendment,
  { loosened, lines }: EditedContract,
  speaker: Speaker,
): Revision {
  const asked = questionChange(state, 1, {
    root,
    key: null,
    run: '',
    node: speaker.actor,
    question: `Change ${loosened.join(', ')} of the contract of ${root}? ${lines.join('; ')} (${reason})`,
    options: [APPLY, LEAVE],
    default: LEAVE,
    needs_person: true,
    holds: false,
    proposal: { items: [...items], reason },
  });
  const { id } = asked;
  const how = `${id}, in a terminal: millrace answer ${id} 1`;
  const detail = `${loosened.join(', ')} may promise less now, so a person decides it (${how})`;
  return {
    ...revised('amend', detail, lines, [
      asked,
      decisionChange({ root, key: null, kind: 'question', text: asked.question, ...speaker }),
    ]),
    person_id: loosened[0] ?? root,
  };
}

function notARoot(root: string): Refused {
  return refused(
    'A task has no contract of its own',
    'a root document',
    `amend ${root}, or leave a note`,
  );
}

function noIds(root: string): Refused {
  const next = 'call run_once, which gives them once';
  return refused(`The items of ${root} have no ids yet`, 'a contract whose items have ids', next);
}

function otherVersion(root: string, version: number): Refused {
  const next = `read version ${version} and amend that`;
  return refused(`The contract of ${root} was changed meanwhile`, `version ${version}`, next);
}
