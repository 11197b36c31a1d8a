import { parseDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import { decisionChange, moveChange, reviewChange } from '../changes/build.ts';
import type { Change, Matter } from '../changes/changes.ts';
import { contractItems } from '../contract/contract.ts';
import { editsTo } from '../contract/edit.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { revision } from '../proposals/admit.ts';
import { ACCEPT, KEEP } from '../questions/options.ts';
import type { ClosureTarget, Item, State } from '../state/state.ts';
import type { Act } from './matter-act.ts';
import { amendChange, nextVersion, unreadable } from './next-version.ts';
import type { Decider, Refused } from './revision.ts';

/** A review whose lineage stands still. */
interface Review {
  readonly root: string;
  readonly key: string | null;
  /** Who did what is reviewed. */
  readonly node: string;
  readonly matter: Extract<Matter, { of: 'review' }>;
}

type Frozen = Pick<Act, 'ok' | 'changes' | 'lines'> | Refused;

/** Words that are no option say what is to be changed, when they are a sentence. */
const SENTENCE_LENGTH_MIN = 12;

/** Null = the words say nothing that could be done. */
export function reviewAct(
  facts: DecisionContext,
  state: State,
  review: Review,
  words: string,
  speaker: Decider,
): Act | Refused | null {
  if (words === ACCEPT) return accepted(facts, state, review, speaker);
  if (words === KEEP) return kept(facts, state, review, speaker);
  if (!/\s/.test(words) && words.length < SENTENCE_LENGTH_MIN) return null;
  const dropped = droppedBy(state, review);
  const detail = `${review.node} does it again with your words, and you are asked again`;
  return { ok: true, ...dropped, node: review.node, detail };
}

function accepted(
  facts: DecisionContext,
  state: State,
  review: Review,
  speaker: Decider,
): Act | Refused {
  const { root, key, matter } = review;
  const goesOn = matter.node === null ? `${key ?? root} is done` : `it goes on at ${matter.node}`;
  const ended = matter.node === null ? doneBy(state, review) : [];
  if (matter.what === 'plan') {
    const detail = `the plan is accepted, and ${goesOn}`;
    return { ok: true, changes: ended, node: matter.node, detail, lines: [] };
  }
  const frozen = frozenBy(facts, state, root, speaker);
  if (!frozen.ok) return frozen;
  const changes = [reviewChange(root, null), ...frozen.changes, ...ended];
  const detail = `the contract of ${root} is frozen, and ${goesOn}`;
  return { ok: true, changes, node: matter.node, detail, lines: frozen.lines };
}

/** The contract stays as it was handed over, and so does the document that it is planned from. */
function kept(
  facts: DecisionContext,
  state: State,
  review: Review,
  { actor }: Decider,
): Act | Refused | null {
  const { root, key, matter } = review;
  const item = state.items.get(key ?? '');
  const contract = state.targets.get(root)?.contract;
  if (matter.what !== 'contract' || item === undefined || contract === undefined) return null;
  if (contract.items.length === 0) return null;
  const back = givenBack(facts, root, item, actor);
  if (back === null) return unreadable();
  const dropped = droppedBy(state, review);
  const ended = matter.node === null ? doneBy(state, review) : [];
  const changes = [reviewChange(root, null), ...back, ...dropped.changes, ...ended];
  const detail = `the contract of ${root} stays as you wrote it`;
  return { ok: true, changes, node: matter.node, detail, lines: dropped.lines };
}

function givenBack(
  facts: DecisionContext,
  root: string,
  item: Item,
  actor: string,
): Change[] | null {
  const family = facts.index.family(item.family);
  const parsed = parseDocument(facts.frozenText(root) ?? '', family);
  if (!parsed.ok) return null;
  const source = { kind: 'operator', ref: actor } as const;
  return [revision(facts.hash, { family, document: parsed.document, source }, item.at)];
}

/** What was proposed with it, and has not begun. */
function droppedBy(state: State, { matter }: Review) {
  const keys = matter.proposals.filter((key) => {
    const at = state.items.get(key)?.state;
    return at === 'queue' || at === 'blocked';
  });
  return {
    changes: keys.map((key) => moveChange(key, 'withdrawn', 'not accepted')),
    lines: keys.map((key) => `${key} is withdrawn`),
  };
}

/** An operator may have moved it since. */
function doneBy(state: State, { key, matter }: Review): Change[] {
  if (key === null || state.items.get(key)?.state !== 'blocked') return [];
  return [moveChange(key, 'done', matter.terminal ?? 'reviewed')];
}

/** What planning made of the root document becomes the next version of the contract. */
function frozenBy(facts: DecisionContext, state: State, root: string, speaker: Decider): Frozen {
  const target = state.targets.get(root);
  const item = state.items.get(target?.key ?? '');
  if (target?.contract === undefined || item === undefined) return NOTHING;
  const family = facts.index.family(item.family);
  const text = facts.document(item.key).text ?? '';
  const made = madeFrom(family, text, target);
  if (made === null) return NOTHING;
  if (!made.ok) return made;
  const { lines } = made.edited;
  const version = target.contract.version + 1;
  const change = amendChange(facts, root, version, made);
  const said = `version ${version} of the contract, accepted at its review. ${lines.join('; ')}`;
  const decision = { root, key: null, kind: 'amendment', text: said, ...speaker } as const;
  return { ok: true, changes: [change, decisionChange(decision)], lines };
}

const NOTHING: Frozen = { ok: true, changes: [], lines: [] };

/** Null = it promises what the contract says. */
function madeFrom(family: Family, text: string, { contract }: ClosureTarget) {
  const parsed = parseDocument(text, family);
  if (!parsed.ok) return unreadable();
  if (contract === undefined) return null;
  const edits = editsTo(contract, contractItems(parsed.document, family));
  return edits.length === 0
    ? null
    : nextVersion(
        family,
        text,
        contract,
        { edits, document: null, lines: [] },
        contract.version + 1,
      );
}
