import { expect, it } from 'vitest';
import { Watched } from '../../../src/cli/watch/watched.ts';
import type { ListRow } from '../../../src/runtime/api/index.ts';
import { fakeRuntime } from '../../support/backend/fake.ts';
import { about } from '../../support/backend/fake-views.ts';

/** The newest first; the oldest of them is the only one that is closed. */
const rows = Array.from({ length: 120 }, (_, at): ListRow => {
  const one = { ...about, root: `spec-${at}`, state: at === 119 ? 'closed' : 'queued' } as const;
  return { key: `spec/spec-${at}`, about: one, status: null, stages: 0, deps: [], at: '' };
});

it('knows every open spec, also of a workspace that has many', async () => {
  const runtime = fakeRuntime();
  const watched = new Watched({
    place: '/workspace',
    named: false,
    open: async () => ({
      ...runtime,
      list: ({ limit }) => ({ ...runtime.list(whole), rows: rows.slice(0, limit) }),
    }),
  });
  const { look } = await watched.look();
  expect(look).toMatchObject({ kind: 'look', open: rows.slice(0, 119) });
  watched.close();
});

const whole = { of: 'roots', state: null, root: null, after: null, limit: 1 } as const;
