import { GONE } from '../../../support/compiler/json.ts';
import { JUDGE, SKIPPER } from '../../../support/compiler/world.ts';
import type { Breakage } from '../broken.ts';

export const KINDS: Breakage[] = [
  {
    name: 'an entrypoint that leaves',
    edits: [[SKIPPER, '/default_entrypoint_path', 'entrypoints/../../x.md']],
  },
  { name: 'an absolute skill', edits: [[SKIPPER, '/required_skill_paths/0', '/etc/passwd']] },
  {
    name: 'a skill elsewhere',
    edits: [[SKIPPER, '/required_skill_paths/0', 'entrypoints/skipper.md']],
  },
  {
    name: 'an entrypoint that is no markdown',
    edits: [[SKIPPER, '/default_entrypoint_path', 'entrypoints/run.sh']],
  },
  { name: 'no required skill', edits: [[SKIPPER, '/required_skill_paths', []]] },
  {
    name: 'an outcome without a class',
    edits: [[SKIPPER, '/allowed_result_classes_by_outcome/SKIPPED', GONE]],
  },
  {
    name: 'a class of an illegal outcome',
    edits: [[SKIPPER, '/allowed_result_classes_by_outcome/FELL', ['blocked']]],
  },
  { name: 'an illegal success outcome', edits: [[SKIPPER, '/success_outcomes/-', 'GLIDED']] },
  { name: 'a failure that succeeds', edits: [[SKIPPER, '/failure_outcomes/-', 'SKIPPED']] },
  { name: 'an outcome listed twice', edits: [[SKIPPER, '/legal_outcomes/-', 'SKIPPED']] },
  { name: 'an illegal failure outcome', edits: [[SKIPPER, '/failure_outcome', 'FELL']] },
  {
    name: 'a failure outcome that may not fail',
    edits: [[SKIPPER, '/failure_outcome', 'SKIPPED']],
  },
  {
    name: 'an artifact that is not declared',
    edits: [[SKIPPER, '/artifacts/0/artifact_id', 'diary']],
  },
  {
    name: 'an artifact in place of the result',
    edits: [[SKIPPER, '/artifacts/0/file', 'result.json']],
  },
  {
    name: 'an artifact required on an illegal outcome',
    edits: [[SKIPPER, '/artifacts/0/required_on/0', 'SANK']],
  },
  {
    name: 'two artifacts in one file',
    edits: [[SKIPPER, '/artifacts/-', { artifact_id: 'log', file: 'log.md', required_on: [] }]],
  },
  {
    name: 'an artifact published over the journal',
    edits: [[JUDGE, '/artifacts/0/publish_path', 'journal/{run_id}.md']],
  },
  {
    name: 'an artifact published into a queue',
    edits: [[JUDGE, '/artifacts/0/publish_path', 'pebbles/queue/{run_id}.md']],
  },
  {
    name: 'an artifact published outside',
    edits: [[JUDGE, '/artifacts/0/publish_path', '../{run_id}.md']],
  },
  {
    name: 'an artifact published under an unknown name',
    edits: [[JUDGE, '/artifacts/0/publish_path', 'verdicts/{rum_id}.md']],
  },
  { name: 'an unknown family to propose', edits: [[SKIPPER, '/proposes/0', 'peble']] },
  { name: 'an unknown family to start', edits: [[SKIPPER, '/starts_families/-', 'stone']] },
  { name: 'an unknown override', edits: [[SKIPPER, '/allowed_overrides/-', 'model_nam']] },
];
