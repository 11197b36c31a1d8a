import { describe, expect, it } from 'vitest';
import { isMillraceError } from '../../../src/runtime/errors/errors.ts';
import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import { World } from '../../../src/sim/sim-attempts.ts';
import { openSim } from '../../../src/sim/sim-workspace.ts';
import { freshDisk } from '../../support/shipped-disk.ts';

const BARE = '# Dark mode\n\nThe screen is too bright.\n';
const WHOLE = `${BARE}\n## Done when\n\n- a switch turns the page dark\n`;

function open() {
  const disk = freshDisk('default_offline');
  const { runtime } = openSim(disk, new World(), shippedPlayer);
  const hand = (text: string, more: object = {}) =>
    runtime.admit({ family: null, text, is_idea: true, channel: 'test', ...more });
  return { runtime, hand };
}

describe('an idea', () => {
  it('that says what must hold is a spec like any other, and says where it came from', async () => {
    const { document, notes, id } = await open().hand(WHOLE);
    expect(id).toBe('idea-dark-mode');
    expect(document).toContain('Source-Type: idea\nSource-ID: idea-dark-mode\n');
    expect(document).not.toContain('Review:');
    expect(notes).toEqual([]);
  });

  it('that does not is planned first, and its owner is asked', async () => {
    const { document, notes } = await open().hand(BARE);
    expect(document).toContain('\nReview: contract\n');
    expect(notes).toEqual([
      'Planning writes the acceptance, and its owner is asked before it counts.',
    ]);
  });

  it('is named by its file, as the prior implementation did, or by a digest', async () => {
    const names = ['Dark Mode.md', 'idea-dark.md', '_x!.md', 'idea.md', '夜.md', 'Café.md'];
    const ids = [];
    for (const file of names) ids.push((await open().hand(WHOLE, { file })).id);
    expect(ids).toEqual([
      'idea-Dark-Mode',
      'idea-dark',
      'idea-_x',
      'idea-idea',
      expect.stringMatching(/^idea-[0-9a-f]{8}$/),
      'idea-Cafe',
    ]);
  });

  it('gets the next number where its name is taken, and is the same when it comes again', async () => {
    const { hand } = open();
    const file = 'a.md';
    expect(await hand(WHOLE, { file })).toMatchObject({ id: 'idea-a', already: false });
    expect(await hand(BARE, { file })).toMatchObject({ id: 'idea-a-2', already: false });
    expect(await hand(WHOLE, { file })).toMatchObject({ id: 'idea-a', already: true });
    expect(await hand(WHOLE, { file, id: 'own' })).toMatchObject({ id: 'own', already: false });
  });

  it('without a word is refused', async () => {
    const refused = await open()
      .hand(' \n')
      .catch((error: unknown) => error);
    expect(isMillraceError(refused) && refused.code).toBe('document_invalid');
  });
});

describe('a task that names no spec', () => {
  it('is built and checked at once, and closes nothing', async () => {
    const { runtime } = open();
    const text = JSON.stringify({
      title: 'Plus',
      acceptance: ['plus(1, 2) is 3', 'Check: `true`'],
    });
    const given = { family: 'task', text, channel: 'test' };
    const { id, checks } = await runtime.admit(given);
    expect([id, checks]).toEqual(['task-plus', ['true']]);
    const nodes = [];
    for (let tick = 0; tick < 20; tick += 1) {
      const { did, applied } = await runtime.tick({ wait_ms: 60_000 });
      if (did === 'idle') break;
      nodes.push(applied?.node);
    }
    expect(nodes).toEqual(['builder', 'checker', 'updater']);
    expect(
      runtime.list({ of: 'items', state: 'done', root: null, after: null, limit: 5 }).rows,
    ).toMatchObject([{ key: 'task/task-plus' }]);
  });
});
