import { documentFromTemplate, parseDocument, timeText } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import { decisionChange, questionChange } from '../changes/build.ts';
import type { Change } from '../changes/changes.ts';
import { byteLength } from '../changes/content.ts';
import { type Contract, type ContractItem, contractItems } from '../contract/contract.ts';
import { type EditedContract, itemEdit } from '../contract/edit.ts';
import { keyOf } from '../evolve/items.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { descendant, revision } from '../proposals/admit.ts';
import { APPLY, LEAVE } from '../questions/options.ts';
import type { ClosureTarget, State } from '../state/state.ts';
import {
  type Asked,
  amendChange,
  type NextVersion,
  nextVersion,
  notAnEdit,
  unreadable,
} from './next-version.ts';
import {
  type Decider,
  isProven,
  personNeeded,
  type Refused,
  type Revision,
  refused,
  revised,
} from './revision.ts';
import { type RootDocument, rootDocument } from './root-text.ts';
import { openReview, underReview } from './under-review.ts';
import { wholeDocument } from './whole-document.ts';

/** A question stays in the state until it is answered, and a text that it would make true with it. */
const PROPOSAL_SIZE_BYTES_MAX = 32 * 1024;
/** Of the changes that a question names. */
const QUESTION_LENGTH_MAX = 4000;

export interface Amendment {
  readonly work: string;
  /** `A2: new text`, `A: one more`, `A2:` to remove it. */
  readonly items: readonly string[];
  /** The whole text as it is to be, in the canonical grammar; with it there are no `items`. */
  readonly document?: string | undefined;
  readonly reason: string;
  /** The version that it was written for; null = whichever it is now. */
  readonly version: number | null;
}

/** Another version of the contract, made by its owner. What may loosen it waits for a person. */
export function amend(
  facts: DecisionContext,
  state: State,
  amendment: Amendment,
  speaker: Decider,
): Revision {
  const found = rootDocument(facts, state, amendment.work);
  if (!found.ok) return found;
  const { root, family, text, target } = found;
  if (target === null) return reviseQueued(facts, found, amendment, speaker);
  const review = openReview(state, root);
  if (review !== null) return underReview(root, review);
  const { contract } = target;
  if (contract === undefined) return noIds(root);
  if (amendment.version !== null && amendment.version !== contract.version) {
    return otherVersion(root, contract.version);
  }
  const asked = askedFor(facts, family, text, contract, amendment);
  if (!asked.ok) return asked;
  const made = nextVersion(family, text, contract, asked, contract.version + 1);
  if (!made.ok) return made;
  if (made.edited.loosened.length > 0 && !isProven(speaker)) {
    return proposed(state, root, amendment, made.edited, speaker);
  }
  const changes = amended(facts, state, target, family, made, amendment, speaker);
  const detail = `the contract of ${root} is version ${contract.version + 1}; planning hears of it next`;
  return revised('amend', detail, made.edited.lines, changes);
}

function askedFor(
  facts: DecisionContext,
  family: Family,
  text: string,
  contract: Pick<Contract, 'items'>,
  { items, document }: Amendment,
): ({ readonly ok: true } & Asked) | Refused {
  if (document !== undefined) return wholeDocument(facts, family, text, contract, document);
  const edits = items.map(itemEdit).filter((one) => one !== null);
  if (edits.length < items.length) return notAnEdit();
  return { ok: true, edits, document: null, lines: [] };
}

function amended(
  facts: DecisionContext,
  state: State,
  target: ClosureTarget,
  family: Family,
  made: NextVersion,
  { reason }: Amendment,
  speaker: Decider,
): Change[] {
  const { root } = target;
  const version = (target.contract?.version ?? 0) + 1;
  const { lines } = made.edited;
  const change = amendChange(facts, root, version, made);
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
  { root, item, family, text }: RootDocument,
  amendment: Amendment,
  speaker: Decider,
): Revision {
  const parsed = parseDocument(text, family);
  const items = parsed.ok ? contractItems(parsed.document, family) : [];
  const asked = askedFor(facts, family, text, { items }, amendment);
  if (!asked.ok) return asked;
  const made = nextVersion(family, text, { items }, asked, 1);
  if (!made.ok) return made;
  const after = parseDocument(made.text, family);
  if (!after.ok) return unreadable();
  const source = { kind: 'operator', ref: speaker.actor } as const;
  const lines = withFinalIds(made.edited.lines, contractItems(after.document, family));
  const said = `before it was planned, because: ${amendment.reason}. ${lines.join('; ')}`;
  return revised('amend', `${root} is changed; nothing of it has begun`, lines, [
    revision(facts.hash, { family, document: after.document, source }, item.at),
    decisionChange({ root, key: null, kind: 'amendment', text: said, ...speaker }),
  ]);
}

/** Nothing is numbered yet: what is added gets the id that it has when the document is claimed. */
function withFinalIds(lines: readonly string[], items: readonly ContractItem[]): string[] {
  return lines.map((line) => {
    const [, prefix, text] = /^\+ ([A-Z])\d+: ([\s\S]*)$/.exec(line) ?? [];
    const item = items.find((one) => one.text === text && one.id[0] === prefix);
    return item === undefined ? line : `+ ${item.id}: ${item.text}`;
  });
}

/** What may promise less, and comes from no person, is asked. */
function proposed(
  state: State,
  root: string,
  { items, document, version, reason }: Amendment,
  { loosened, lines }: EditedContract,
  speaker: Decider,
): Revision {
  if (document !== undefined && byteLength(document) > PROPOSAL_SIZE_BYTES_MAX) {
    return tooLargeToAsk(root, loosened);
  }
  const newest = state.targets.get(root)?.contract?.version ?? null;
  const whole = document === undefined ? {} : { document, version: version ?? newest };
  const all = lines.join('; ');
  const more = '... (the rest stands in the decision)';
  const told = all.length > QUESTION_LENGTH_MAX ? all.slice(0, QUESTION_LENGTH_MAX) + more : all;
  const whether = `Change ${loosened.join(', ')} of the contract of ${root}?`;
  const asked = questionChange(state, 1, {
    root,
    key: null,
    run: '',
    node: speaker.actor,
    question: `${whether} ${told} (${reason})`,
    options: [APPLY, LEAVE],
    default: LEAVE,
    needs_person: true,
    holds: false,
    proposal: { items: [...items], reason, ...whole },
  });
  const { id } = asked;
  const how = `${id}, in a terminal: millrace answer ${id} 1`;
  const detail = `${loosened.join(', ')} may promise less now, so a person decides it (${how})`;
  return {
    ...revised('amend', detail, lines, [
      asked,
      decisionChange({
        root,
        key: null,
        kind: 'question',
        text: `${id}: ${whether} ${all} (${reason})`,
        ...speaker,
      }),
    ]),
    person_id: loosened[0] ?? root,
  };
}

function tooLargeToAsk(root: string, loosened: readonly string[]): Refused {
  return personNeeded(
    `${loosened.join(', ')} of ${root} may promise less, and the text is too large to be asked about`,
    `in a terminal, a person: millrace amend ${root} <file>; or amend by items`,
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
