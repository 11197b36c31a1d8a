import { expect, it } from 'vitest';
import { type Ending, play, scene, standing } from './support/play.ts';

const SKILL =
  '---\nname: release-rules\ndescription: How this project is released.\n---\n# Releasing\n\nTag last.\n';
const REQUEST = [
  '# What does this plan lack?',
  '',
  'Learning-Request-ID: learn-plan',
  'Requested-Action: install',
  'Target-Stage: librarian',
  'Created-At: 2026-01-01T00:00:00Z',
  'Created-By: test',
  '',
].join('\n');

const taken: Ending = { outcome: 'CURATOR_COMPLETE', out: { 'skill_update.md': SKILL } };

async function asked(librarian: Ending, curator: Ending = taken) {
  const one = scene('learning_offline_integrated', {
    librarian: [librarian],
    curator: [curator],
  });
  await one.runtime.admit({ family: 'learning_request', text: REQUEST, channel: 'test' });
  return { ...one, story: await play(one.runtime) };
}

it('lets the curator judge what would help, and installs nothing by itself', async () => {
  const { story, runtime } = await asked({ outcome: 'LIBRARIAN_COMPLETE' });
  expect(story).toEqual([
    'librarian LIBRARIAN_COMPLETE -> curator',
    'curator CURATOR_COMPLETE -> end:learning_complete',
  ]);
  expect(runtime.skills().skills.find(({ id }) => id === 'release-rules')).toMatchObject({
    has_candidate: true,
    version: null,
    stages: [],
  });
});

it.each([
  ['LIBRARIAN_NOOP', 'librarian_noop', 'done'],
  ['BLOCKED', 'blocked', 'blocked'],
])('ends after %s', async (outcome, end, state) => {
  const { story, runtime } = await asked({ outcome });
  expect(story).toEqual([`librarian ${outcome} -> end:${end}`]);
  expect(standing(runtime)).toEqual({ 'learning_request/learn-plan': state });
});

it('may be turned down by the curator', async () => {
  const { story } = await asked({ outcome: 'LIBRARIAN_COMPLETE' }, { outcome: 'CURATOR_NOOP' });
  expect(story.at(-1)).toBe('curator CURATOR_NOOP -> end:curator_noop');
});
