import { decisionChange, questionChange } from '../changes/build.ts';
import type { Change, Claim } from '../changes/changes.ts';
import { contractItems } from '../contract/contract.ts';
import { edited, editsTo, editText } from '../contract/edit.ts';
import type { DecisionContext } from '../facts/decision.ts';
import type { Judged } from '../proposals/types.ts';
import { APPLY, LEAVE } from '../questions/options.ts';
import { isOutdated, itemOfRun } from '../state/lookup.ts';
import type { Run, State } from '../state/state.ts';

/** A revision that does without an item of the contract: said, and asked, but no edit of it. */
export interface Loosened {
  readonly claims: readonly Claim[];
  readonly changes: readonly Change[];
}

const NOTHING: Loosened = { claims: [], changes: [] };

export function loosenedBy(
  facts: DecisionContext,
  state: State,
  run: Run,
  judged: readonly Judged[],
  /** Of the question, among those of the same decision. */
  nth: number,
): Loosened {
  const { root } = run;
  const item = itemOfRun(state, run);
  const revision = judged.find(({ isRevision }) => isRevision);
  const contract = state.targets.get(root ?? '')?.contract;
  if (root === null || item?.id !== root || revision === undefined) return NOTHING;
  if (contract === undefined || isOutdated(state, run)) return NOTHING;
  // Its owner is shown the whole contract before it counts.
  if (state.lineages.get(root)?.review === 'contract') return NOTHING;
  const edits = editsTo(
    contract,
    contractItems(revision.document, facts.index.family(item.family)),
  );
  const { loosened, lines } = edited(contract, edits, contract.version + 1);
  const lost = loosened.filter((id) => contract.waived?.includes(id) !== true);
  if (lost.length === 0) return NOTHING;
  const without = `the revision of ${root} by ${run.node} does without ${lost.join(', ')}`;
  const claim = { kind: 'deviation', text: `${without}; the contract keeps it` } as const;
  const question = `Change the contract? ${sentence(without)}: ${lines.join('; ')}`;
  if (isAsked(state, root, question)) return { claims: [claim], changes: [] };
  const asked = questionChange(state, nth, {
    root,
    key: item.key,
    run: run.id,
    node: run.node,
    question,
    options: [APPLY, LEAVE],
    default: LEAVE,
    needs_person: true,
    holds: false,
    proposal: { items: edits.map(editText), reason: `as ${run.node} revised it` },
  });
  const text = `${asked.id}: ${question} 1. ${APPLY}; 2. ${LEAVE} (without an answer: ${LEAVE})`;
  const said = { root, key: item.key, kind: 'question', text } as const;
  return {
    claims: [claim],
    changes: [asked, decisionChange({ ...said, actor: run.node, is_person: false })],
  };
}

function isAsked(state: State, root: string, question: string): boolean {
  return [...state.questions.values()].some(
    (one) => one.root === root && one.question === question,
  );
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
