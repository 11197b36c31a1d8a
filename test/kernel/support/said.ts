import type { AskedQuestion, Claim } from '../../../src/runtime/kernel/index.ts';
import type { Tape } from './tape.ts';

/** What a stage says besides its result. */
export function claimsBy(tape: Tape): Claim[] {
  const kind = tape.of([null, 'assumption', 'deviation', 'remark', 'note'] as const) ?? null;
  return kind === null ? [] : [{ kind, text: `claim ${tape.pick(3)}` }];
}

export function questionsBy(tape: Tape): AskedQuestion[] {
  const holds = tape.of([undefined, null, true, false] as const);
  if (holds === undefined) return [];
  const options = ['yes', 'no'];
  const choice = tape.of([null, 'yes']) ?? null;
  const question = `which ${tape.pick(3)}?`;
  return [{ question, options, default: choice, needs_person: tape.pick(2) === 1, holds }];
}
