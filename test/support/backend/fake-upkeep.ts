import type { ImportedView, UpgradeView } from '../../../src/product/backend.ts';

export const upgradeView: UpgradeView = {
  baseline_version: '0.1.0',
  package_version: '0.1.0',
  baseline_id: 'a'.repeat(64),
  package_id: 'b'.repeat(64),
  applied: false,
  cut_short: null,
  entries: [
    {
      path: 'skills/skills_index.md',
      state: 'updated',
      disposition: 'safe_package_update',
      action: 'write',
      merge: null,
      diff: '@@ -1,1 +1,1 @@\n-one\n+two',
    },
  ],
  changed: ['skills/skills_index.md'],
  put_aside: [],
  left: [],
  problems: [],
  counts: { unchanged: 41, safe_package_update: 1 },
  simulated: true,
};

export const importView: ImportedView = {
  applied: false,
  unfinished: null,
  resumed: false,
  undone_to: null,
  release: '0.18.0',
  mode_id: 'default_codex',
  taken: { documents: 3, runs: 1, targets: 1, pauses: 1 },
  found: {},
  pauses: [{ source: 'operator', reason: 'paused before the import', until: null }],
  findings: [{ path: 'probes', fate: 'kept', what: 'holds 1 file that nothing reads' }],
  simulated: true,
  untrusted: false,
};
