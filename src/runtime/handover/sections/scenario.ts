import { STEP_KINDS, type StepKind, type Steps } from '../words/steps.ts';
import { withoutEnd } from '../words/text.ts';
import type { Piece } from './piece.ts';

/** Steps of one scenario, of all languages together. */
const STEPS_MAX = 40;

/**
 * Given, When and Then that stand one after the other become one item, with the name of the
 * scenario above them. Steps without a Then stay what they are.
 */
export function withScenarios(
  pieces: readonly Piece[],
  steps: Steps,
  isScenario: (text: string) => boolean,
): Piece[] {
  const out: Piece[] = [];
  for (let at = 0; at < pieces.length; ) {
    const piece = pieces[at];
    if (piece === undefined) break;
    const isHead = isScenario(piece.text);
    const first = isHead ? at + 1 : at;
    const end = scenarioEnd(pieces, first, steps);
    const isOne = end !== null && pieces[first]?.prefix === piece.prefix;
    if (isOne) out.push(oneOf(pieces.slice(at, end), isHead));
    else out.push(piece);
    at = isOne ? end : at + 1;
  }
  return out;
}

/** The piece behind the scenario that begins here, or null when none does. */
function scenarioEnd(pieces: readonly Piece[], from: number, steps: Steps): number | null {
  const first = pieces[from];
  if (first === undefined) return null;
  let best: number | null = null;
  for (const language of steps.meaningOf(first.text).keys()) {
    const end = endIn(pieces, from, steps, language);
    if (end !== null && (best === null || end > best)) best = end;
  }
  return best;
}

/** A scenario goes from Given or When to the last Then, and to what is tied to it by And. */
function endIn(
  pieces: readonly Piece[],
  from: number,
  steps: Steps,
  language: string,
): number | null {
  let reached: StepKind | null = null;
  let at = from;
  for (; at < pieces.length && at - from < STEPS_MAX; at += 1) {
    const piece = pieces[at];
    if (piece === undefined || piece.prefix !== pieces[from]?.prefix) break;
    const kind = steps.meaningOf(piece.text).get(language);
    if (kind === undefined || !follows(kind, reached)) break;
    if (kind !== 'outcome' && steps.isWhole(piece.text, language)) break;
    if (kind !== 'and') reached = kind;
  }
  return reached === 'outcome' && at - from > 1 ? at : null;
}

function follows(kind: StepKind, reached: StepKind | null): boolean {
  if (reached === null) return kind === 'context' || kind === 'action';
  return kind === 'and' || STEP_KINDS.indexOf(kind) >= STEP_KINDS.indexOf(reached);
}

function oneOf(pieces: readonly Piece[], isHead: boolean): Piece {
  const [first, ...others] = pieces.map(({ text }) => text);
  const steps = isHead ? others : [first ?? '', ...others];
  const text = steps
    .map((step, at) => (at < steps.length - 1 ? withoutEnd(step) : step))
    .join(', ');
  return {
    kind: 'item',
    text: isHead ? `${withoutEnd(first ?? '')}: ${text}` : text,
    prefix: pieces[0]?.prefix ?? [],
    places: pieces.flatMap(({ places }) => places),
  };
}
