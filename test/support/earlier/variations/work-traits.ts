import { at, incident, spec, target, task } from '../files.ts';
import { course } from './courses.ts';
import type { Draft } from './draft.ts';

/** A run that goes on, as the snapshot names it. */
function busy(
  draft: Draft,
  plane: string,
  run_id: string,
  node_id: string,
  kind: string,
  id: string,
) {
  const one = { plane, node_id, run_id, work_item_kind: kind, work_item_id: id };
  draft.active[plane] = { ...one, stage: node_id, stage_kind_id: node_id, active_since: at(60) };
}

function gate(draft: Draft): void {
  draft.add({ 'specs/done/gate-w.md': spec('gate-w'), ...target('gate-w') });
}

export const WORK_TRAITS = {
  'an incident at work': (draft) => {
    if (draft.isBusy('planning')) return;
    gate(draft);
    draft.add({
      'tasks/blocked/t-w.md': task('t-w', { root: 'gate-w' }),
      'incidents/active/i-w.md': incident('i-w', 'gate-w', 't-w', 50),
    });
    const steps = [{ node: 'auditor', outcome: 'AUDITOR_COMPLETE' }];
    const about = { plane: 'planning', kind: 'incident', id: 'i-w', steps, end: null };
    busy(draft, 'planning', course(draft, 60, about), 'planner', 'incident', 'i-w');
  },

  'learning at work': (draft) => {
    draft.add({
      'millrace.toml': '[runtime]\ndefault_mode = "learning_codex"\n',
      'learning/requests/active/l-w.md': `# Learn\n\nLearning-Request-ID: l-w\nTitle: Learn\nRequested-Action: improve\nCreated-At: ${at(50)}\nCreated-By: foreman\n`,
    });
    const steps = [{ node: 'analyst', outcome: 'ANALYST_COMPLETE' }];
    const about = { plane: 'learning', kind: 'learning_request', id: 'l-w', steps, end: null };
    busy(draft, 'learning', course(draft, 60, about), 'professor', 'learning_request', 'l-w');
  },

  'two active documents of one plane': (draft) => {
    for (const id of ['t-x', 't-y']) {
      draft.files[`tasks/active/${id}.md`] = task(id);
      const steps = [{ node: 'builder', outcome: 'BUILDER_COMPLETE' }];
      course(draft, 60, { plane: 'execution', kind: 'task', id, steps, end: null });
    }
  },

  'a handoff that was cut short': (draft) => {
    if (draft.isBusy('execution')) return;
    gate(draft);
    const steps = [{ node: 'consultant', outcome: 'NEEDS_PLANNING', cls: 'escalate_planning' }];
    const about = { plane: 'execution', kind: 'task', id: 't-h', steps, end: null };
    const run = course(draft, 60, about);
    draft.files['tasks/active/t-h.md'] = task('t-h', { root: 'gate-w' });
    draft.files['incidents/incoming/i-h.md'] =
      `${incident('i-h', 'gate-w', 't-h', 61)}\nRelated-Run-IDs:\n- ${run}\n`;
    busy(draft, 'execution', run, 'consultant', 'task', 't-h');
  },
} satisfies Readonly<Record<string, (draft: Draft) => void>>;
