import { describe, expect, it } from 'vitest';
import type { Runtime, WorkPlaceView } from '../../src/runtime/api/index.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { loopView, noLoop } from '../support/backend/fake-views.ts';
import { connect } from '../support/connect.ts';

const CHANGED: WorkPlaceView = {
  folder: '/workspace/app',
  standing: { branch: 'main', commit: '1a2b3c4d', changed: 2, untracked: 1 },
  permissions: ['maximum', 'basic'],
  trusted: true,
  begun: false,
};

async function call(name: string, args: Record<string, unknown>, runtime: Partial<Runtime>) {
  const { client } = await connect({ runtime });
  const { structuredContent } = await client.callTool({ name, arguments: args });
  return structuredContent;
}

const start = (place: Partial<WorkPlaceView>, args = {}, loop = noLoop) =>
  call('run_start', args, { workPlace: async () => ({ ...CHANGED, ...place }), loop: () => loop });

describe('run_start beside changes that are not committed', () => {
  it('wants a word that they are meant', async () => {
    expect(await start({})).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "uncommitted_changes",
          "details": {
            "changed": 2,
          },
          "message": "/workspace/app has 2 files with changes that are not committed, and stages edit there. Expected: a tree in which what stages change can be told from what you changed.",
          "next": "Commit or stash them, or call run_start {"with_changes":true} when they belong to the work.",
        },
      }
    `);
    expect(await start({}, { with_changes: true })).toMatchObject({
      edits:
        '/workspace/app (branch main at 1a2b3c4d, uncommitted: 2 files changed, 1 untracked), permission level maximum or basic',
    });
  });

  it.each([
    [
      'files that are only new',
      { standing: { branch: null, commit: null, changed: 0, untracked: 9 } },
    ],
    ['no repository', { standing: null }],
    ['what stages have begun', { begun: true }],
  ])('asks nothing because of %s', async (_, place) => {
    expect(await start(place)).toMatchObject({ edits: expect.stringContaining('/workspace/app') });
  });

  it('asks nothing of a loop that runs', async () => {
    expect(await start({}, {}, loopView)).toMatchObject({
      edits: expect.stringContaining('uncommitted'),
    });
  });
});

describe('enqueue_spec says where stages will edit', () => {
  const document = '# T\n\nAcceptance:\n- a\n';

  it.each([
    [{ standing: null, permissions: [] }, '/workspace/app, in no git repository'],
    [
      { standing: null, permissions: [], trusted: false },
      '/workspace/app, where git is not asked before the workspace is trusted',
    ],
    [
      { standing: { branch: null, commit: '1a2b3c4d', changed: 0, untracked: 0 } },
      '/workspace/app (no branch at 1a2b3c4d, all committed), permission level maximum or basic',
    ],
  ])('%#', async (place, edits) => {
    const workPlace = async () => ({ ...CHANGED, ...place });
    expect(await call('enqueue_spec', { document }, { workPlace })).toMatchObject({ edits });
  });

  it('and reports what it has done, also where the config names no folder', async () => {
    const workPlace = () => {
      throw new MillraceError('config_invalid', { what: 'work_dir is no folder', next: 'Fix it.' });
    };
    expect(await call('enqueue_spec', { document }, { workPlace })).toMatchObject({
      already: false,
      edits: 'nowhere yet: work_dir is no folder',
    });
  });
});
