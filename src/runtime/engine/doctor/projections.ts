import type { PlanIndex } from '../../kernel/index.ts';
import { RUNTIME_FOLDER } from '../../plan/index.ts';
import type { RenderProblem } from '../../render/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { checkEdit, documentAt } from './documents.ts';
import type { Findings } from './findings.ts';

const REBUILD = 'call doctor_repair: it is written anew from the journal';
const RESTORE =
  'call doctor_repair: it is restored from the journal; edit a queued document instead';

/** Rendered files, and documents, that are not as the journal says. */
export function checkProjections(
  ports: EnginePorts,
  layout: Layout,
  index: PlanIndex,
  problems: readonly RenderProblem[],
  findings: Findings,
): void {
  for (const { path, problem } of problems) {
    const relativePath = path.slice(RUNTIME_FOLDER.length + 1);
    const missing = problem === 'missing';
    const document = documentAt(index, relativePath);
    if (document === null) {
      const code = missing ? 'projection_missing' : 'projection_differs';
      findings.add(
        code,
        path,
        missing ? 'it is gone' : 'it was changed by something else',
        REBUILD,
      );
    } else if (missing) {
      const isQueued = document.state === 'queue';
      const next = isQueued
        ? `call withdraw with ${document.key} to end it, or doctor_repair`
        : RESTORE;
      findings.add('document_missing', path, 'it is not where its item is', next);
    } else if (document.state === 'queue') {
      checkEdit(ports, layout, document, relativePath, findings);
    } else findings.add('document_changed', path, 'it differs from the recorded text', RESTORE);
  }
  const result = problems.length === 0 ? 'as the journal says' : `${problems.length} are not`;
  findings.checked('rendered files', result);
}
