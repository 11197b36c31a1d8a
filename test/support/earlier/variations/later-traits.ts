import { at, json } from '../files.ts';
import type { Draft } from './draft.ts';

const learning = (id: string) =>
  `# Learn ${id}\n\nLearning-Request-ID: ${id}\nTitle: Learn ${id}\nRequested-Action: improve\nTarget-Stage: analyst\nCreated-At: ${at(30)}\nCreated-By: foreman\n`;

function requests(draft: Draft): void {
  for (const state of ['queue', 'done', 'blocked'])
    draft.files[`learning/requests/${state}/l-${state}.md`] = learning(`l-${state}`);
  draft.files['learning/research-packets/l-done.md'] = 'Found.\n';
  draft.files['learning/events.jsonl'] = '';
}

export const LATER_TRAITS = {
  'learning requests in a mode that has them': (draft) => {
    requests(draft);
    draft.files['millrace.toml'] = '[runtime]\ndefault_mode = "learning_codex"\n';
  },
  'learning requests in a mode without': requests,
  probes: (draft) => {
    if (!draft.isSince(18, 1)) return;
    draft.add({
      'probes/queue/p-one.md': '# Look\n\nProbe-ID: p-one\nRequest: Look.\n',
      'probes/done/p-old.md': '# Looked\n',
      'recon/packets/r-1.md': 'Seen.\n',
    });
  },
  'ideas that were kept': (draft) => {
    if (!draft.isSince(18, 6)) return;
    draft.add({
      'intake/ideas/idea-well.md': '# A well\n\nDig it.\n',
      'intake/ideas/gate-0.md': '# The gate\n',
    });
  },
  'approvals that wait': (draft) => {
    if (draft.isSince(19))
      draft.add({
        'approvals/pending/a-1.json': json({ approval_id: 'a-1' }),
        'approvals/resolved/a-0.json': json({}),
      });
  },
  'blueprints and an epoch': (draft) => {
    if (!draft.isSince(20)) return;
    draft.add({
      'blueprints/drafts/queue/b-1.json': json({ blueprint_draft_id: 'b-1' }),
      'blueprints/manifests/m.json': '{}',
      'state/workspace_schema_epoch.json': json({ epoch: 'v0.20' }),
      'registry/work_item_families/task.json': '{}',
    });
  },
  'settings of every release': (draft) => {
    draft.config.push(
      '[auto_recovery]\nenabled = true',
      '[execution_capabilities]\nenabled = true',
      '[model_aliases]\nfast = "x"',
      '[stages.integrator]\nmodel = "m"',
      '[watchers]\ndebounce_ms = 100',
    );
  },
  'settings with values that nobody knows': (draft) => {
    draft.isPauseFine = true;
    draft.config.push(
      '[runners]\ndefault_runner = "abacus"',
      '[runners.codex]\npermission_default = "royal"',
      '[stages.builder]\nrunner = "abacus"\ntimeout_seconds = -1',
    );
  },
  'a limit of usage that this release does not read': (draft) => {
    draft.isPauseMeant = true;
    draft.config.push(
      '[usage_governance]\nenabled = true',
      '[[usage_governance.runtime_token_rules.rules]]\nrule_id = "moon"\nwindow = "full_moon"\nmetric = "total_tokens"\nthreshold = 5',
    );
  },
  'a config that is no TOML': (draft) => {
    draft.isPauseMeant = true;
    draft.files['millrace.toml'] = '[runtime\n';
  },
  'a config that is no text': (draft) => {
    draft.isPauseMeant = true;
    draft.files['millrace.toml'] = new Uint8Array([0xff, 0xfe, 0x5b]);
  },
  'a config of Windows': (draft) => {
    draft.files['millrace.toml'] = '\uFEFF[runtime]\r\ndefault_mode = "standard_plain"\r\n';
  },
  'no config': (draft) => {
    delete draft.files['millrace.toml'];
  },
  'a mode of later releases': (draft) => {
    draft.files['millrace.toml'] =
      `[runtime]\ndefault_mode = "${draft.one(['lad_codex', 'default_codex_integrated', 'blueprint_codex', 'default_pi'])}"\n`;
  },
} satisfies Readonly<Record<string, (draft: Draft) => void>>;
