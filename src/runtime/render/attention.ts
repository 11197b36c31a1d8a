import type { State } from '../kernel/state/state.ts';
import { SCHEMA_VERSION } from '../plan/index.ts';
import { jsonText } from './text.ts';

/** `attention.json`: how much waits for somebody, for whoever may not read the journal for it. */
export function attentionText({ depth, questions }: State): string {
  const blocked_items = [...depth.values()].reduce((sum, { blocked }) => sum + blocked, 0);
  return jsonText({
    schema_version: SCHEMA_VERSION,
    kind: 'attention',
    open_questions: questions.size,
    blocked_items,
  });
}
