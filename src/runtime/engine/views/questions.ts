import type { QuestionView } from '../../api/index.ts';
import type { OpenQuestion } from '../../kernel/index.ts';

export function questionView(asked: OpenQuestion): QuestionView {
  const { id, root, key, node, question, options, default: taken, needs_person, holds, at } = asked;
  return {
    id,
    root,
    work: key,
    node: asked.matter === undefined ? node : null,
    question,
    options,
    default: taken,
    needs_person,
    holds,
    expires_at: asked.expires_at ?? null,
    at,
  };
}
