import { at, json, target, task } from '../files.ts';
import type { Draft } from './draft.ts';

export const CLOSURE_TRAITS = {
  'a closure target that is damaged': (draft) => {
    draft.files['arbiter/targets/torn.json'] = '{';
  },
  'a closure target under two names': (draft) => {
    const [first] = draft.pathsIn(/^arbiter\/targets\//);
    if (first !== undefined)
      draft.files['arbiter/targets/copy of it.json'] = String(draft.files[first]);
  },
  'a closure target whose root is gone': (draft) => {
    draft.add(target('gone-root'));
    draft.files['tasks/queue/t-orphan.md'] = task('t-orphan', { root: 'gone-root' });
  },
  'a closed target whose root is gone': (draft) => {
    draft.add(target('old-root', { closure_open: false, closed_at: at(20) }));
  },
  'a closure target whose root and contract are gone': (draft) => {
    draft.files['arbiter/targets/lost-root.json'] = json({
      kind: 'closure_target_state',
      root_spec_id: 'lost-root',
      root_idea_id: 'lost-root',
      closure_open: true,
      opened_at: at(1),
    });
  },
  'a closure target without its contracts': (draft) => {
    for (const path of draft.pathsIn(/^arbiter\/contracts\//)) delete draft.files[path];
  },
  'a closure target that work holds, with keys that nobody knows': (draft) => {
    const [first] = draft.pathsIn(/^arbiter\/targets\//);
    if (first === undefined) return;
    draft.files[first] = json({
      ...JSON.parse(String(draft.files[first])),
      closure_blocked_by_lineage_work: true,
      blocking_work_ids: ['x'],
      blocking_work_refs: [],
      mood: 1,
    });
  },
  'diagnostics of a lineage': (draft) => {
    draft.files['arbiter/diagnostics/lineage-drift/gate-0.json'] = json({
      kind: 'closure_lineage_drift_diagnostic',
    });
  },
  'odd files beside verdicts': (draft) => {
    draft.add({ 'arbiter/verdicts/old/gate-0.json': '{}', 'arbiter/rubrics/.keep': '' });
  },
} satisfies Readonly<Record<string, (draft: Draft) => void>>;
