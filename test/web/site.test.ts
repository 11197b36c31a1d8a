import { describe, expect, it } from 'vitest';
import { WHOLE } from '../../src/runtime/api/change.ts';
import type { WaitView } from '../../src/runtime/api/index.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { fakeRuntime } from '../support/backend/fake.ts';
import { ID, SiteServer } from './support/site-server.ts';

const AT = `/w/${ID}`;

describe('what the server of the page answers', () => {
  it.each(['/', AT, `${AT}/spec/coupons?tab=why`, `${AT}/flow?of=a&at=3`])(
    'is the page at %s, whoever asks, since nothing of the work is in it',
    async (path) => {
      const server = await SiteServer.start();
      const answer = await server.get(path, { headers: { Authorization: undefined } });
      expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>Millrace</title>']);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    },
  );

  it.each(['look', 'events', 'list?of=roots', 'show?key=subtract', 'why', 'graphs'])(
    'is the view %s to who has the token',
    async (view) => {
      const server = await SiteServer.start();
      const path = `${AT}/api/${view}`;
      expect((await server.get(path)).status).toBe(200);
      const stranger = await server.get(path, { headers: { Authorization: 'Bearer nothing' } });
      expect([stranger.status, JSON.parse(stranger.text)]).toMatchObject([
        401,
        { error: { code: 'token_wrong' } },
      ]);
      expect(server.log).toEqual([]);
    },
  );

  it('is what the operations are made of, as it is', async () => {
    const server = await SiteServer.start();
    const runtime = fakeRuntime();
    expect(await server.json(`${AT}/api/show?key=subtract`)).toEqual({
      ...JSON.parse(JSON.stringify(runtime.show('subtract'))),
      waits: [],
    });
    expect(await server.json(`${AT}/api/look`)).toMatchObject({
      status: JSON.parse(JSON.stringify(runtime.status())),
      cursor: runtime.cursor(),
    });
  });

  it.each([
    ['another machine', { Host: 'millrace.example' }],
    ['a page of another site', { Origin: 'https://millrace.example' }],
  ])('is nothing to %s', async (_, headers) => {
    const server = await SiteServer.start();
    for (const path of ['/', `${AT}/api/look`, '/api/stream']) {
      expect((await server.get(path, { headers })).status).toBe(403);
    }
  });

  it.each([
    '/page/../package.json',
    '/page/%2e%2e/bin.js',
    '/page/bin.js',
    '/w/../api/look',
    `/w/${'b'.repeat(32)}/api/look`,
    `${AT}/api/nothing`,
    `${AT}/api/constructor`,
    `${AT}/api/look/more`,
    `/w/${'A'.repeat(32)}`,
    '//',
    '/api',
    '/w/%00',
  ])('is that nothing is at %s', async (path) => {
    const server = await SiteServer.start();
    expect((await server.get(path)).status).toBe(404);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('changes nothing by %s', async (method) => {
    const server = await SiteServer.start();
    expect((await server.get(`${AT}/api/look`, { method })).status).toBe(405);
  });

  it('is what is wrong with a query, and with a workspace, with what to do', async () => {
    const server = await SiteServer.start({
      replaced: {
        runtime: {
          status: () => {
            throw new MillraceError('journal_damaged', {
              what: 'Record 3 is not as written',
              next: 'call doctor',
            });
          },
        },
      },
    });
    for (const path of ['list?of=everything', 'show', 'diff?key=a&lines=1e9', 'look?more=1']) {
      const answer = await server.get(`${AT}/api/${path}`);
      expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('input_invalid')]);
    }
    expect(await server.json(`${AT}/api/look`)).toMatchObject({
      error: {
        code: 'journal_damaged',
        message: 'Record 3 is not as written.',
        next: 'run `millrace doctor`.',
      },
    });
  });

  it('is that a workspace is gone, where another one lies in its place', async () => {
    const server = await SiteServer.start({
      rootOf: () => {
        throw new MillraceError('resource_not_found', { what: 'It is gone', next: 'Look.' });
      },
    });
    expect(await server.json(`${AT}/api/look`)).toMatchObject({
      error: { code: 'resource_not_found', message: 'It is gone.' },
    });
    expect((await server.get('/api/workspaces')).status).toBe(200);
  });

  it('is so many requests in a second', async () => {
    const server = await SiteServer.start();
    const statuses: number[] = [];
    for (let asked = 0; asked < 1001; asked += 1)
      statuses.push((await server.get('/nowhere')).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([404, 429]);
    server.now_ms += 1000;
    expect((await server.get('/')).status).toBe(200);
  });
});

describe('the stream of a page', () => {
  const first = `data: {"workspace":"${ID}"`;
  const seen = (text: string) => text.includes(first);

  it('follows a workspace only while a page is open', async () => {
    const server = await SiteServer.start();
    expect(server.following).toBe(0);
    const answer = await server.get('/api/stream', { until: seen });
    expect(answer.headers['content-type']).toBe('text/event-stream');
    await expect.poll(() => server.following).toBe(0);
  });

  it('tells what was committed under an id from which the next one goes on', async () => {
    const asked: (string | null)[] = [];
    let seq = 7;
    const wait = async ({ since }: { readonly since: string | null }): Promise<WaitView> => {
      asked.push(since);
      const view = await fakeRuntime().wait({ since, root: null, until: 'news', wait_ms: 0 });
      return { ...view, cursor: `e-${seq}` };
    };
    const server = await SiteServer.start({ replaced: { runtime: { wait } } });
    const stream = server.get('/api/stream', { until: (text) => text.includes('"e-8"') });
    await expect.poll(() => server.following).toBe(1);
    seq = 8;
    server.commit(WHOLE);
    const { text } = await stream;
    const ids = [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id ?? '');
    expect(ids).toEqual([`{"${ID}":"e-7"}`, `{"${ID}":"e-8"}`]);
    await expect.poll(() => server.following).toBe(0);
    asked.length = 0;
    seq = 9;
    const headers = { 'Last-Event-ID': ids.at(-1) };
    await server.get('/api/stream', { headers, until: (news) => news.includes('"e-9"') });
    expect(asked).toEqual(['e-8']);
  });

  it.each(['nonsense', '{"a":1}', '[]', `{"${'x'.repeat(9000)}":"e-1"}`])(
    'begins anew where the id is none of ours: %.20s',
    async (id) => {
      const server = await SiteServer.start();
      const headers = { 'Last-Event-ID': id };
      const { text } = await server.get('/api/stream', { headers, until: seen });
      expect(text).toContain('"is_whole":true');
    },
  );

  it('is refused beyond as many as may be open', async () => {
    const server = await SiteServer.start();
    const open = Array.from({ length: 64 }, () =>
      server.get('/api/stream', { until: () => false }),
    );
    await expect
      .poll(async () => (await server.get('/api/stream', { until: () => true })).status)
      .toBe(429);
    expect(open).toHaveLength(64);
  });
});
