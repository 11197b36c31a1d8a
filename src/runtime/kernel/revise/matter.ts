import { exhausted } from '../../errors/exhausted.ts';
import { grantChange } from '../changes/build.ts';
import type { Matter } from '../changes/changes.ts';
import type { DecisionContext } from '../facts/decision.ts';
import {
  allowMore,
  BRING_IN,
  JUDGE_WITHOUT,
  LEAVE_IT,
  REMEDY,
  WITHDRAW,
} from '../questions/options.ts';
import { grantKey } from '../questions/runtime-questions.ts';
import { DRIFT_GRANT } from '../schedule/drift-question.ts';
import type { OpenQuestion, State } from '../state/state.ts';
import type { Act } from './matter-act.ts';
import { repairLineage } from './repair-lineage.ts';
import { reviewAct } from './review.ts';
import { type Decider, type Refused, refused } from './revision.ts';
import { withdraw } from './withdraw.ts';

/** Null = the words are none of the options, and do nothing. */
export function actOf(
  facts: DecisionContext,
  state: State,
  asked: OpenQuestion,
  words: string,
  speaker: Decider,
): Act | Refused | null {
  const { matter, root, key } = asked;
  if (matter === undefined) return null;
  if (words === WITHDRAW) return withdrawn(facts, state, asked, speaker);
  switch (matter.of) {
    case 'limit':
      if (words === LEAVE_IT) return left(asked);
      return words === allowMore(matter.grant) ? granted(asked, matter) : null;
    case 'closure':
      if (words === LEAVE_IT) return left(asked);
      return words === REMEDY ? judgedAgain(root) : null;
    case 'drift':
      if (words === BRING_IN) return broughtIn(facts, state, asked, speaker);
      return words === JUDGE_WITHOUT ? judgedWithout(root, matter.keys) : null;
    case 'review':
      return reviewAct(facts, state, { root, key, node: asked.node, matter }, words, speaker);
    default:
      return exhausted(matter);
  }
}

function withdrawn(
  facts: DecisionContext,
  state: State,
  { id, root, key, matter }: OpenQuestion,
  speaker: Decider,
): Act | Refused {
  // What is reviewed is the work of the whole lineage.
  const work = matter?.of === 'review' ? root : (key ?? root);
  const made = withdraw(facts, state, { work, reason: `the answer to ${id}` }, speaker);
  return made.ok ? { ...made, node: null } : made;
}

function left({ root, key }: OpenQuestion): Act {
  return { ok: true, changes: [], node: null, detail: `${key ?? root} stays as it is`, lines: [] };
}

function granted(
  { root, key, node }: OpenQuestion,
  { limit, grant }: Extract<Matter, { of: 'limit' }>,
): Act {
  const line = `limits.${limit} of ${key ?? root}: ${grant} more`;
  const detail = `${key ?? root} goes on`;
  const change = grantChange(root, grantKey(limit, key), limit, grant);
  return { ok: true, changes: [change], node, detail, lines: [line] };
}

function broughtIn(
  facts: DecisionContext,
  state: State,
  { id, root }: OpenQuestion,
  speaker: Decider,
): Act | Refused {
  const made = repairLineage(facts, state, { root, reason: `the answer to ${id}` }, speaker);
  if (!made.ok || made.changes.length > 0) return made.ok ? { ...made, node: null } : made;
  const what = `None of it can be brought in: ${made.lines.join('; ') || 'it is not open any more'}`;
  const next = 'answer that it is judged without it, or mend what the lines name';
  return refused(what, 'work that nobody works on and whose document can name a root', next);
}

/** It is asked about no more. */
function judgedWithout(root: string, keys: readonly string[]): Act {
  const changes = keys.map((key) => grantChange(root, key, DRIFT_GRANT, 1));
  const detail = `${root} is judged without what is open elsewhere`;
  return { ok: true, changes, node: null, detail, lines: keys };
}

/** The judge finds out what is missing now, and one remediation more is allowed. */
function judgedAgain(root: string): Act {
  const change = grantChange(root, null, 'remediations_per_lineage', 1);
  const detail = `${root} is judged again, and what it finds is remedied once more`;
  return { ok: true, changes: [change], node: null, detail, lines: [detail] };
}
