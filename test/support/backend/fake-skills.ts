import type { SkillPreview, SkillRow, SkillView } from '../../../src/runtime/api/index.ts';
import { AT } from './fake-views.ts';

const TEXT = '---\nname: building\ndescription: How to build.\n---\n# Building\n\nTest first.\n';

export const skillPreview: SkillPreview = {
  detail: 'building takes the text that run-abcd-000003 proposed',
  files: [
    {
      path: 'skills/building/SKILL.md',
      before: TEXT,
      after: `${TEXT}Test last.\n`,
      size_bytes: 88,
      sha256: 'b'.repeat(64),
      is_script: false,
    },
  ],
  kept: [],
  needs_person: true,
};

export const skillRow: SkillRow = {
  id: 'building',
  path: 'skills/building/SKILL.md',
  description: 'How to build.',
  origin: 'own',
  stages: ['builder'],
  version: 1,
  has_candidate: true,
  is_pending: false,
  problems: [],
};

export const skillView: SkillView = {
  ...skillRow,
  simulated: true,
  text: TEXT,
  files: [],
  candidate: {
    run: 'run-abcd-000003',
    item: 'learning_request/learn-0123456789ab',
    at: AT,
    simulated: true,
    text: `${TEXT}Test last.\n`,
    problem: null,
  },
  versions: [
    {
      version: 1,
      act: 'install',
      actor: 'cli',
      agreed: 'caller',
      source: '/home/me/building',
      at: AT,
      is_written: true,
    },
  ],
  uses: [
    {
      version: 1,
      is_current: true,
      sha256: '0'.repeat(64),
      stages: 2,
      results: { success: 2 },
      runs: ['run-abcd-000002'],
    },
  ],
};

export const skillIndex = {
  source: 'https://skills.example/index.json (index 0123456789ab)',
  note: null,
  skills: [
    {
      id: 'building',
      description: 'How to build.',
      version: '2',
      files: [{ path: 'SKILL.md', size_bytes: 88, sha256: 'b'.repeat(64) }],
    },
  ],
};
