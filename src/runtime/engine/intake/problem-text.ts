import type { DocumentProblem } from '../../documents/index.ts';

export function problemText(problem: DocumentProblem): string {
  return problem.line === 0 ? problem.message : `line ${problem.line}: ${problem.message}`;
}
