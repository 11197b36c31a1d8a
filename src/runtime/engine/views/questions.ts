import type { QuestionView } from '../../api/index.ts';
import type { OpenQuestion } from '../../kernel/index.ts';

export function questionView({ key, run: _, ...question }: OpenQuestion): QuestionView {
  return { ...question, work: key };
}
