import type { ResultChange } from '../kernel/changes/changes.ts';
import { skillEvidenceFile, stageResultFile } from './paths.ts';
import { skillEvidenceText } from './skill-evidence.ts';
import { type Rendered, stageResultText } from './stage-result.ts';
import type { TracedRun } from './trace.ts';

/** What is written of an accepted result: path -> text. */
export function resultFiles(
  change: ResultChange,
  run: TracedRun,
  rendered: Rendered,
): [path: string, text: string][] {
  const { request } = change;
  const result = stageResultText(change, run, rendered);
  const files: [string, string][] = [[stageResultFile(run.id, request), result]];
  const skills = skillEvidenceText(change, run, rendered.index);
  if (skills !== null) files.push([skillEvidenceFile(run.id, request), skills]);
  return files;
}
