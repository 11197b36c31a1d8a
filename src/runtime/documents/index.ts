export { checkCommand, checksOf } from './checks.ts';
export { collect } from './collect.ts';
export { type DecodeResult, decodeDocument } from './decode.ts';
export {
  BY_HAND,
  completeDraft,
  type DraftContext,
  draftDocument,
  ideaId,
  plannedLists,
} from './draft.ts';
export { factsOf, isDerived, scalarOf } from './facts.ts';
export { TITLE_KEY } from './grammar.ts';
export { parseDocument } from './parse.ts';
export { renderDocument } from './render.ts';
export { renameReferences, withId, withScalars } from './revise.ts';
export { documentFromTemplate, fillTemplate, safeId } from './template.ts';
export { readTime, type Time, timeText } from './time.ts';
export * from './types.ts';
