import { json, stage, task } from '../files.ts';
import { course } from './courses.ts';
import type { Draft } from './draft.ts';

/** Some result that lies there, as an object that can be changed. */
function someResult(
  draft: Draft,
  change: (result: Record<string, unknown>, path: string) => unknown,
): void {
  const paths = draft.pathsIn(/^runs\/[^/]+\/stage_results\//);
  if (paths.length === 0) return;
  const path = draft.one(paths);
  draft.files[path] = json(Object(change(JSON.parse(String(draft.files[path])), path)));
}

export const RUN_TRAITS = {
  'a result that is torn': (draft) => {
    const paths = draft.pathsIn(/^runs\/[^/]+\/stage_results\//);
    if (paths.length > 0) draft.files[draft.one(paths)] = '{"kind":"stage_re';
  },
  'a result with keys that nobody knows': (draft) =>
    someResult(draft, (result) => ({ ...result, mood: 1, lane_id: 'x' })),
  'a result with usage that is none': (draft) =>
    someResult(draft, (result) => ({ ...result, token_usage: { total_tokens: -1 } })),
  'a result with notes that are none': (draft) =>
    someResult(draft, (result) => ({
      ...result,
      notes: 'x',
      duration_seconds: null,
      exit_code: 'x',
    })),
  'a result without its request': (draft) =>
    someResult(draft, (result) => ({ ...result, metadata: {} })),
  'a result of a class that nobody knows': (draft) =>
    someResult(draft, (result) => ({ ...result, result_class: 'waiting' })),
  'a result that is copied beside itself': (draft) => {
    const paths = draft.pathsIn(/^runs\/[^/]+\/stage_results\//);
    if (paths.length === 0) return;
    const path = draft.one(paths);
    draft.files[path.replace('.json', ' copy.json')] = String(draft.files[path]);
  },
  'one request in two runs': (draft) => {
    for (const run of ['run-1-1', 'run-1-2'])
      draft.add(
        stage({
          run,
          request: 'request-1-1',
          plane: 'execution',
          node: 'builder',
          outcome: 'BUILDER_COMPLETE',
          kind: 'task',
          id: 't-pid',
          minute: 60,
        }),
      );
    draft.files['tasks/done/t-pid.md'] = task('t-pid');
  },
  'a run of work that is gone': (draft) => {
    course(draft, 60, {
      plane: 'execution',
      kind: 'task',
      id: 't-vanished',
      steps: [{ node: 'builder', outcome: 'BUILDER_COMPLETE' }],
      end: null,
    });
  },
  'a run of a stage that this release lacks': (draft) => {
    course(draft, 60, {
      plane: 'execution',
      kind: 'task',
      id: 't-other',
      steps: [{ node: 'integrator', outcome: 'INTEGRATION_COMPLETE' }],
      end: 'run_stage',
    });
    draft.files['tasks/done/t-other.md'] = task('t-other');
  },
  'a run of a plane that nobody knows': (draft) => {
    course(draft, 60, {
      plane: 'dreaming',
      kind: 'task',
      id: 't-dream',
      steps: [{ node: 'dreamer', outcome: 'DREAMT' }],
      end: 'idle',
    });
    draft.files['tasks/done/t-dream.md'] = task('t-dream');
  },
  'odd files of a run': (draft) => {
    draft.add({
      'runs/notes.txt': 'x',
      'runs/run 1/x.md': 'x',
      'runs/run-empty/runner_prompt.request-9.md': 'x',
      'runs/run-odd/sub/deep.txt': 'x',
    });
    draft.links['runs/latest'] = '/etc';
  },
  'a trace that is damaged': (draft) => {
    const paths = draft.pathsIn(/run_trace\.json$/);
    if (paths.length > 0) draft.files[draft.one(paths)] = '{';
  },
  'a report of a stage': (draft) => {
    const [run] = draft.pathsIn(/run_trace\.json$/);
    if (run !== undefined)
      draft.files[run.replace('run_trace.json', 'troubleshoot_report.md')] = 'Rust.\n';
  },
} satisfies Readonly<Record<string, (draft: Draft) => void>>;
