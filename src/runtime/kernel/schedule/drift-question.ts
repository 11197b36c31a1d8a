import { answerChange } from '../changes/build.ts';
import type { Change } from '../changes/changes.ts';
import { isOpen, lineageOf } from '../evolve/items.ts';
import { grantedBeyond } from '../evolve/questions.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import { lineageDrift } from '../proposals/drift.ts';
import { BRING_IN, JUDGE_WITHOUT, WITHDRAW } from '../questions/options.ts';
import { runtimeQuestion } from '../questions/runtime-questions.ts';
import type { ClosureTarget, State } from '../state/state.ts';

/** Open work whose documents are read before a judgement; doctor reads more. */
const DOCUMENTS_MAX = 1000;
const KEYS_NAMED_MAX = 5;
/** What an owner has said of an item of another lineage is kept as a grant of this name. */
export const DRIFT_GRANT = 'judged_without';

/** Whether its owner was asked about work elsewhere that came from it, and has not answered. */
export function waitsForDrift({ questions }: State, root: string): boolean {
  for (const one of questions.values()) {
    if (one.root === root && one.key === null && one.matter?.of === 'drift') return true;
  }
  return false;
}

/** What was asked about is over, or belongs to it by now: nobody has to answer any more. */
export function driftGone({ questions, items }: State): Change[] {
  const changes: Change[] = [];
  for (const { id, root, matter } of questions.values()) {
    if (matter?.of !== 'drift') continue;
    const isElsewhere = (key: string) => {
      const item = items.get(key);
      return item !== undefined && isOpen(item.state) && item.root !== root;
    };
    if (!matter.keys.some(isElsewhere)) changes.push(answerChange(id, root));
  }
  return changes;
}

/**
 * A lineage is not judged as if it were whole while open work that came from it stands elsewhere: its owner
 * says whether that belongs to it. Null = there is none, or that was said.
 */
export function askOfDrift(
  facts: DecisionContext,
  state: State,
  { root, last_run }: ClosureTarget,
  node: string,
): Decision | null {
  const lineage = lineageOf(state, root);
  const look = lineageDrift(facts, state, DOCUMENTS_MAX);
  const keys = look.found
    .filter(({ belongs, item }) => belongs === root && item.root !== root)
    .map(({ item }) => item.key)
    .filter((key) => grantedBeyond(lineage, DRIFT_GRANT, key) === 0);
  if (keys.length === 0) return null;
  const more = keys.length > KEYS_NAMED_MAX ? ` and ${keys.length - KEYS_NAMED_MAX} more` : '';
  const named = `${keys.slice(0, KEYS_NAMED_MAX).join(', ')}${more}`;
  const question = `${root} is about to be judged, and open work elsewhere came from it: ${named}. What now?`;
  const about = { nth: 1, root, key: null, run: last_run ?? '', node };
  const asking = { question, options: [BRING_IN, JUDGE_WITHOUT, WITHDRAW], default: null };
  const changes = runtimeQuestion(state, about, asking, { of: 'drift', keys });
  return { changes, cause: { input: 'tick', rule: 'lineage_drift' } };
}
