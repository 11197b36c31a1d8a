import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/runtime/api/index.ts';
import { SAVED_BYTES_MAX, saveLineage } from '../../src/web/saved.ts';
import { savedPage } from '../../src/web/saved-page.ts';
import { fakeBackend, fakeRuntime } from '../support/backend/fake.ts';
import { trace } from '../support/backend/fake-views.ts';
import { ID } from './support/site-server.ts';

const PLACE = '/home/somebody/projects/sums';

function save(replaced: Partial<Runtime> = {}) {
  const runtime = { ...fakeRuntime(), ...replaced };
  const { graphs } = fakeBackend();
  return saveLineage({
    viewing: { runtime, session: { graphs }, place: PLACE },
    workspace: ID,
    root: 'subtract',
    now: '2026-01-01T00:00:00.000Z',
  });
}

const built = {
  html: '<head><link rel="stylesheet" href="/a.css"></head><body><script src="/a.js"></script></body>',
  script: 'const tag = "</script>";',
  style: 'p{color:red}',
  digest: (text: string) => `digest-of-${text.length}`,
};

describe('a lineage in one file', () => {
  it('answers what the page asks, and opens with the spec', async () => {
    const saved = await save();
    expect(saved.start).toBe(`/w/${ID}/spec/subtract`);
    expect(saved.left_out).toBe(0);
    const paths = Object.keys(saved.answers).map((path) => path.replace(`/w/${ID}`, ''));
    expect(paths.slice(0, 6)).toEqual([
      '/api/show?key=subtract',
      '/api/workspaces',
      '/api/look',
      '/api/document?key=subtract',
      '/api/list?of=items&root=subtract&limit=200',
      '/api/graphs',
    ]);
  });

  it('tells nothing of the rest of its workspace, nor where that lies', async () => {
    const text = JSON.stringify(await save());
    expect(text).not.toContain('/home/somebody');
    const look = (await save()).answers[`/w/${ID}/api/look`];
    expect(look).toMatchObject({
      waits: [],
      open: [],
      status: { active: [], queues: {}, last: null },
    });
  });

  it('counts what did not fit, or could not be read', async () => {
    const large = 'x'.repeat(SAVED_BYTES_MAX);
    const saved = await save({
      document: (item) => ({ seq: 1, item, text: large }),
      why: () => {
        throw new Error('no history');
      },
    });
    expect(saved.left_out).toBeGreaterThan(1);
    expect(Object.keys(saved.answers)).not.toContain(`/w/${ID}/api/document?key=subtract`);
    expect(JSON.stringify(saved).length).toBeLessThan(SAVED_BYTES_MAX);
  });

  it('is of a root spec alone', async () => {
    const about = { root: null, item: null, title: 'A run', state: 'done', wait: null } as const;
    const run = { seq: 1, simulated: true, kind: 'run', about, trace, stages: [] } as const;
    await expect(save({ show: () => run })).rejects.toThrow('subtract is no root spec');
  });

  it('is a page that loads nothing, and in which no text ends its script', async () => {
    const saved = { ...(await save()), answers: { a: '</script><img src=x>' } };
    const page = savedPage(built, saved);
    expect(page).not.toContain('href=');
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).toContain("script-src 'sha256-digest-of-");
    expect(page).not.toContain('<img');
  });
});
