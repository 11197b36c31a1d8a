import { incident, json, spec, task } from '../files.ts';
import type { Draft } from './draft.ts';

const encoder = new TextEncoder();
const STATES = ['queue', 'active', 'blocked', 'done'] as const;

const plant = (path: (state: string) => string, text: string) => (draft: Draft) => {
  draft.files[path(draft.one(STATES))] = text;
};

export const DOCUMENT_TRAITS = {
  'line ends of Windows': plant(
    (state) => `tasks/${state}/t-win.md`,
    task('t-win').replaceAll('\n', '\r\n'),
  ),
  'a byte order mark': plant((state) => `tasks/${state}/t-bom.md`, `\uFEFF${task('t-bom')}`),
  'a document that is no text': (draft) => {
    draft.files[`tasks/${draft.one(STATES)}/t-raw.md`] = new Uint8Array([
      0x23, 0x20, 0xff, 0xfe, 0x0a,
    ]);
  },
  'an empty document': plant((state) => `specs/${state}/empty.md`, ''),
  'a document that is none': plant((state) => `tasks/${state}/odd.md`, 'Oil it.\n'),
  'a document under another name': plant(
    (state) => `tasks/${state}/other-name.md`,
    task('t-named'),
  ),
  'a name with blanks': plant((state) => `tasks/${state}/my own task.md`, task('t-blanks')),
  'a name in other letters': plant(
    (state) => `tasks/${state}/\u043c\u043e\u0441\u0442.md`,
    task('t-letters'),
  ),
  'a name with a line break': plant((state) => `tasks/${state}/two\nlines.md`, task('t-lines')),
  'a hidden document': plant((state) => `tasks/${state}/.t-hidden.md`, task('t-hidden')),
  'another ending': plant((state) => `tasks/${state}/t-ending.MD`, task('t-ending')),
  'one id in two states': (draft) => {
    draft.add({ 'tasks/done/t-twin.md': task('t-twin'), 'tasks/queue/t-twin.md': task('t-twin') });
  },
  'one id, and what is further along is damaged': (draft) => {
    draft.add({ 'tasks/active/t-pair.md': '#', 'tasks/queue/t-pair.md': task('t-pair') });
  },
  'one id, and what is done is damaged': (draft) => {
    draft.add({ 'tasks/done/t-torn.md': '', 'tasks/queue/t-torn.md': task('t-torn') });
  },
  'a dependency that is nowhere': plant(
    () => 'tasks/queue/t-alone.md',
    task('t-alone', { after: ['t-nowhere'] }),
  ),
  'a circle of dependencies': (draft) => {
    draft.add({
      'tasks/queue/t-a.md': task('t-a', { after: ['t-b'] }),
      'tasks/queue/t-b.md': task('t-b', { after: ['t-a'] }),
      'tasks/queue/t-self.md': task('t-self', { after: ['t-self'] }),
    });
  },
  'a root that is nowhere': plant(
    () => 'tasks/queue/t-lost.md',
    task('t-lost', { root: 'nowhere' }),
  ),
  'labels that nobody knows, prose and a fence': plant(
    (state) => `tasks/${state}/t-prose.md`,
    `${task('t-prose', { more: 'Mood: cheerful\n' })}\nSome words.\n\n\`\`\`sh\nls: gate\n\`\`\`\n`,
  ),
  'no title field': plant(
    (state) => `tasks/${state}/t-title.md`,
    task('t-title').replace(/^Title: .*\n/m, ''),
  ),
  'times of every form': (draft) => {
    const forms = [
      '1767600000',
      '2026-01-05',
      '2026-01-05 08:30',
      '2026-01-05T08:30:00',
      '2026-01-05T10:30:00.123456+02:00',
    ];
    forms.forEach((form, n) => {
      const text = task(`t-time-${n}`).replace(/^Created-At: .*$/m, `Created-At: ${form}`);
      draft.files[`tasks/${draft.one(STATES)}/t-time-${n}.md`] = text;
    });
  },
  'none as a dependency': plant(
    (state) => `tasks/${state}/t-none.md`,
    task('t-none', { after: ['none'] }),
  ),
  'an incident of every state': (draft) => {
    for (const state of ['incoming', 'active', 'blocked', 'resolved'])
      if (state !== 'active')
        draft.files[`incidents/${state}/i-${state}.md`] = incident(
          `i-${state}`,
          'gate-0',
          't-none',
        );
  },
  'documents put aside as invalid': (draft) => {
    draft.add({
      'tasks/queue/t-bad.md.invalid': 'Oil.\n',
      'tasks/queue/t-bad.md.invalid.1': 'Oil.\n',
      'tasks/queue/invalid-artifacts.jsonl': '{"error":"bad","source_name":"t-bad.md"}\n',
      'specs/queue/latest-spec.md.invalid': '',
    });
  },
  'ledgers beside the documents': (draft) => {
    draft.add({
      'tasks/queue/t-again.requeue.jsonl': '{"kind":"task"}\n',
      'tasks/queue/t-again.md': task('t-again'),
    });
  },
  'a very large document': (draft) => {
    draft.files['tasks/queue/t-large.md'] = encoder.encode(
      `${task('t-large')}${'It squeaks. '.repeat(400_000)}\n`,
    );
  },
  'more documents than one record': (draft) => {
    for (let n = 0; n < 130; n += 1) draft.files[`tasks/done/t-many-${n}.md`] = task(`t-many-${n}`);
  },
  'a spec of a later family': (draft) => {
    if (draft.isSince(18, 1))
      draft.files['specs/queue/probed.md'] = spec('probed', {
        more: 'Root-Intake-Kind: probe\nRoot-Intake-ID: p-one\n',
      }).replace('Source-Type: manual', 'Source-Type: probe');
  },
  'documents that operators put away': (draft) => {
    if (draft.isSince(17, 3)) {
      draft.add({
        'tasks/blocked/superseded/t-old.20260105T080000Z.aaaaaaaa.blocked.md': task('t-old'),
        'tasks/blocked/superseded/retirements.jsonl': '{}\n',
      });
    }
    if (draft.isSince(18, 5)) {
      draft.add({
        'tasks/queue/cancelled/t-gone.20260105T080000Z.bbbbbbbb.queue.md': task('t-gone'),
        'tasks/queue/cancelled/interventions.jsonl': json({}),
        'incidents/resolved/operator/i-op.20260105T080000Z.cccccccc.incoming.md': incident(
          'i-op',
          'gate-0',
          't-none',
        ),
      });
    }
  },
} satisfies Readonly<Record<string, (draft: Draft) => void>>;
