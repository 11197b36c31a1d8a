import type { AskedQuestion, Claim } from '../../../src/runtime/kernel/index.ts';
import type { PlanNode } from '../../../src/runtime/plan/index.ts';
import type { Tape } from './tape.ts';

const HOUR_MS = 3_600_000;

/** What a stage says besides its result. */
export function saidBy(tape: Tape, node: PlanNode) {
  return { claims: claimsBy(tape), questions: questionsBy(tape), ...declaredBy(tape, node) };
}

function claimsBy(tape: Tape): Claim[] {
  const kind = tape.of([null, 'assumption', 'deviation', 'remark', 'note'] as const) ?? null;
  return kind === null ? [] : [{ kind, text: `claim ${tape.pick(3)}` }];
}

function questionsBy(tape: Tape): AskedQuestion[] {
  const holds = tape.of([undefined, null, true, false] as const);
  if (holds === undefined) return [];
  const options = ['yes', 'no'];
  const choice = tape.of([null, 'yes']) ?? null;
  const question = `which ${tape.pick(3)}?`;
  const asked = { question, options, default: choice, needs_person: tape.pick(2) === 1, holds };
  return [tape.pick(3) === 1 ? { ...asked, expires_ms: HOUR_MS } : asked];
}

/** Words of the stage kind that the way on may depend on. */
function declaredBy(tape: Tape, { may_declare = [] }: PlanNode): { declares?: string[] } {
  if (may_declare.length === 0) return {};
  return { declares: may_declare.filter(() => tape.pick(3) > 0) };
}
