import { at, json } from '../files.ts';
import type { Draft } from './draft.ts';

const INCOMING = 'state/mailbox/incoming';

function send(draft: Draft, command: string, minute: number, payload: object = {}): void {
  const id = `${command}-${1767600000000 + minute}-${String(minute).padStart(8, '0')}`;
  draft.files[`${INCOMING}/${id}.json`] = json({
    schema_version: '1.0',
    kind: 'mailbox_command',
    command_id: id,
    command,
    issued_at: at(minute),
    issuer: 'operator',
    payload,
  });
}

const TASK = {
  schema_version: '1.0',
  kind: 'task',
  task_id: 'm-task',
  title: 'Paint the gate',
  summary: '',
  created_at: at(50),
  created_by: 'gardener',
  depends_on: [],
  target_paths: ['gate'],
  acceptance: ['It is green.'],
  required_checks: ['ls gate'],
  references: ['notes'],
  risk: ['low'],
};
const SPEC = {
  schema_version: '1.0',
  kind: 'spec',
  spec_id: 'm-spec',
  title: 'A second gate',
  summary: 'One more.',
  source_type: 'manual',
  created_at: at(51),
  created_by: 'gardener',
  goals: ['A gate.'],
  constraints: ['Wood.'],
  acceptance: ['It stands.'],
  references: ['notes'],
};

export const MAILBOX_TRAITS = {
  'a pause that waits': (draft) => {
    draft.isPauseMeant = true;
    send(draft, 'pause', 60);
  },
  'a pause that waits behind a resume': (draft) => {
    draft.isPauseMeant = true;
    send(draft, 'resume', 60);
    send(draft, 'pause', 61);
  },
  'a resume that waits': (draft) => {
    draft.isLifted = true;
    draft.isPauseFine = true;
    Object.assign(draft.state, { paused: true, pause_sources: ['operator'] });
    send(draft, 'resume', 60);
  },
  'a pause that is torn': (draft) => {
    draft.isPauseMeant = true;
    draft.files[`${INCOMING}/pause-1767600000000-aaaaaaaa.json`] = '{"command":"pa';
  },
  'a pause without a time': (draft) => {
    draft.isPauseMeant = true;
    draft.files[`${INCOMING}/pause-1-aa.json`] = json({ command: 'pause', issued_at: 'soon' });
  },
  'work that waits in the mailbox': (draft) => {
    send(draft, 'add_task', 52, { document: TASK });
    send(draft, 'add_spec', 53, { document: SPEC });
    send(draft, 'add_idea', 54, { source_name: 'pond.md', markdown: '# A pond\n\nDig it.\n' });
  },
  'work that waits twice': (draft) => {
    send(draft, 'add_task', 52, { document: TASK });
    send(draft, 'add_task', 53, { document: { ...TASK, title: 'Another' } });
  },
  'a probe that waits in the mailbox': (draft) => {
    if (draft.isSince(18, 1))
      send(draft, 'add_probe', 52, {
        document: { probe_id: 'm-probe', title: 'Look', request: 'Look at it.' },
      });
  },
  'work in the mailbox that is none': (draft) => {
    send(draft, 'add_task', 52, { document: { title: 'No id' } });
    send(draft, 'add_idea', 53, { source_name: '../x.md', markdown: '' });
    send(draft, 'add_spec', 54, {});
  },
  'commands of every kind that wait': (draft) => {
    const all = [
      'stop',
      'reload_config',
      'retry_active',
      'clear_stale_state',
      'cancel_work_item',
      'supersede_task',
      'resolve_incident',
      'approve_execution_capability',
      'dance',
    ];
    all.forEach((command, n) => {
      send(draft, command, 60 + n, { reason: 'why not' });
    });
  },
  'odd files in the mailbox': (draft) => {
    draft.isPauseFine = true;
    draft.files[`${INCOMING}/notes.txt`] = 'x';
    draft.files[`${INCOMING}/x.json`] = '[]';
    draft.files['state/mailbox/processed/pause-1-aa.json'] = json({ kind: 'mailbox_archive' });
    draft.files['state/mailbox/failed/add_task-1-aa.json'] = json({ kind: 'mailbox_archive' });
  },
} satisfies Readonly<Record<string, (draft: Draft) => void>>;
