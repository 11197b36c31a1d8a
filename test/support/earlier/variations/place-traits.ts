import type { Draft } from './draft.ts';

export const PLACE_TRAITS = {
  'assets that were edited, added and deleted': (draft) => {
    draft.add({
      'entrypoints/execution/builder.md': 'Mine.\n',
      'entrypoints/execution/my own.md': 'Mine.\n',
      'skills/own/SKILL.md': 'Mine.\n',
      'skills/own/run.py': 'print()\n',
      'registry/stage_kinds/execution/own.json': '{}',
      'skills/.hidden/x.md': 'x',
      'skills/own/__pycache__/x.pyc': 'x',
    });
    delete draft.files['skills/gate/SKILL.md'];
  },
  'assets that lie deep': (draft) => {
    draft.files[`skills/${'deep/'.repeat(15)}x.md`] = 'Deep.\n';
  },
  'links everywhere': (draft) => {
    for (const path of [
      'tasks/queue/t-far.md',
      'skills/far',
      'runs/far',
      'state/far.json',
      'arbiter/targets/far.json',
      'logs/far',
      'far',
    ])
      draft.links[path] = '/etc';
  },
  'folders that are links': (draft) => {
    for (const path of draft.pathsIn(/^(?:incidents|recon)\//)) delete draft.files[path];
    Object.assign(draft.links, { incidents: '/etc' });
  },
  pipes: (draft) => {
    draft.pipes.push('tasks/queue/pipe.md', 'logs/pipe', 'pipe');
  },
  'a file in place of a folder': (draft) => {
    for (const path of draft.pathsIn(/^learning\//)) delete draft.files[path];
    Object.assign(draft.files, { learning: 'x' });
  },
  'a folder in place of a file': (draft) => {
    draft.files['outline.md/x.md'] = 'x';
    delete draft.files['outline.md'];
    draft.files['tasks/queue/t-folder.md/x.md'] = 'x';
  },
  'odd files at the top': (draft) => {
    draft.add({
      'notes.md': 'x',
      '.DS_Store': 'x',
      'my things/a.md': 'x',
      'before-import/tasks/queue/x.md': 'x',
    });
  },
  logs: (draft) => {
    draft.add({
      'logs/runtime_events.jsonl': '{"event_type":"x"}\n{"torn',
      'logs/old/daemon.log': 'x',
      'state/execution_status.md': '### BUILDER_RUNNING\n',
      'historylog.md': 'Began.\r\n',
    });
  },
  ideas: (draft) => {
    Object.assign(draft.outside, {
      'ideas/inbox/A new bench.md': '# A bench\n\nTo sit on.\n',
      'ideas/inbox/gate-0.md': '# The gate\n\nIt should close.\n',
      'ideas/inbox/notes.txt': 'x',
      'ideas/inbox/empty.md': '',
    });
  },
} satisfies Readonly<Record<string, (draft: Draft) => void>>;
