import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BLOB_BYTES_MAX } from '../../src/mcp/resources/content.ts';
import { PAGE_BYTES_MAX, PAGES_MAX } from '../../src/mcp/resources/pages.ts';
import { parseUri } from '../../src/mcp/resources/uris.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { run, trace } from '../support/backend/fake-views.ts';
import { connect } from '../support/connect.ts';

describe('resources', () => {
  it('lists what is fixed, the graphs, the newest specs and the newest runs', async () => {
    const { client } = await connect();
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      ...FIXED,
      'millrace://skills/weave/SKILL.md',
      'millrace://graph/execution',
      'millrace://graph/execution/mermaid',
      'millrace://graph/planning',
      'millrace://graph/planning/mermaid',
      'millrace://specs/subtract',
      'millrace://runs/run-000001',
    ]);
  });

  it.each([
    ['where there is no workspace', { initialized: false }, 'workspace_not_initialized'],
    ['where it cannot be read', { backend: { openRuntime: damaged } }, 'journal_damaged'],
  ])('lists what is fixed %s, and reading it says what to do', async (_, replaced, code) => {
    const { client } = await connect(replaced);
    const listed = (await client.listResources()).resources.map(({ uri }) => uri);
    expect(listed).toEqual([...FIXED, 'millrace://skills/weave/SKILL.md']);
    for (const uri of FIXED.filter((one) => one !== 'millrace://docs')) {
      await expect(client.readResource({ uri })).rejects.toMatchObject({
        message: expect.stringContaining('Next: '),
        data: { uri, error: { code } },
      });
    }
  });

  it('shows the pages of skills, also where there is no workspace', async () => {
    const { client } = await connect({ initialized: false });
    expect(await text(client, 'millrace://skills/weave/SKILL.md')).toBe('# Weave\n');
    expect(await text(client, 'millrace://skills/weave/references/knots.md')).toBe('# Knots\n');
    for (const uri of ['weave', 'weave/nothing.md', 'weave/../weave/SKILL.md', 'weave/%2e%2e/x']) {
      const read = client.readResource({ uri: `millrace://skills/${uri}` });
      await expect(read).rejects.toMatchObject({ data: { error: { code: 'resource_not_found' } } });
    }
  });

  it.each([
    ['status', 'status', {}],
    ['specs', 'inspect', { view: 'list', of: 'specs' }],
    ['queue', 'inspect', { view: 'list', of: 'tasks', state: 'queued' }],
    ['items', 'inspect', { view: 'list', of: 'tasks' }],
    ['runs', 'inspect', { view: 'list', of: 'runs' }],
    ['runs?after=run-000002', 'inspect', { view: 'list', of: 'runs', after: 'run-000002' }],
    ['decisions', 'inspect', { view: 'list', of: 'decisions' }],
    ['decisions/subtract', 'inspect', { view: 'list', of: 'decisions', root: 'subtract' }],
    ['specs/subtract', 'inspect', { view: 'show', key: 'subtract' }],
    ['items/task/one', 'inspect', { view: 'show', key: 'task/one' }],
  ])('answers %s as the tool does', async (uri, name, args) => {
    const { client } = await connect();
    const { structuredContent } = await client.callTool({ name, arguments: args });
    expect(JSON.parse(await text(client, `millrace://${uri}`))).toEqual(structuredContent);
  });

  it('shows the contract of a spec and what was judged of it', async () => {
    const { client } = await connect();
    const contract = JSON.parse(await text(client, 'millrace://contracts/subtract'));
    expect(contract).toMatchObject({ root: 'subtract', document: '# It\n' });
    expect(contract.items[0]).toEqual({
      id: 'A1',
      text: expect.any(String),
      since: expect.any(Number),
      waived: expect.any(Boolean),
    });
    const verdict = JSON.parse(await text(client, 'millrace://verdicts/subtract'));
    expect(verdict).toMatchObject({ root: 'subtract', items: [{ id: 'A1' }, { id: 'A2' }] });
    expect(Object.keys(verdict.items[0])).toEqual(['id', 'met', 'evidence', 'waived']);
  });

  it('shows what happened last, and pages of the docs', async () => {
    const { client } = await connect();
    expect(JSON.parse(await text(client, 'millrace://events'))).toMatchObject({
      cursor: 'abcd-12',
      events: [{ id: expect.any(String) }],
    });
    const index = JSON.parse(await text(client, 'millrace://docs'));
    expect(index).toEqual({ pages: ['millrace://docs/guide/first-steps.md'] });
    expect(await text(client, 'millrace://docs/guide/first-steps.md')).toBe('# First steps\n');
    expect(await text(client, 'millrace://docs/guide%2Ffirst-steps.md')).toBe('# First steps\n');
  });

  it('lists a page at a time', async () => {
    const many = Array.from({ length: 20 }, (_, at) => ({ ...run, run_id: `run-${at}` }));
    const planes = Array.from({ length: 20 }, (_, at) => `plane-${at}`);
    const graph = { json: '{}', mermaid: '' };
    const { client } = await connect({
      runtime: { runs: () => many },
      backend: { graphs: async () => new Map(planes.map((plane) => [plane, graph])) },
    });
    const first = await client.listResources();
    const second = await client.listResources({ cursor: first.nextCursor });
    expect([first.resources.length, second.nextCursor]).toEqual([50, undefined]);
    const uris = [...first.resources, ...second.resources].map(({ uri }) => uri);
    expect(new Set(uris).size).toBe(uris.length);
    expect(uris).toContain('millrace://runs/run-19');
    await expect(client.listResources({ cursor: 'x' })).rejects.toMatchObject({ code: -32602 });
  });

  it('reads everything that it lists', async () => {
    const { client } = await connect();
    const { resources } = await client.listResources();
    for (const { uri, mimeType } of resources) {
      const { contents } = await client.readResource({ uri });
      expect(contents).toMatchObject([{ uri, mimeType }]);
    }
  });

  it('describes a run with the addresses of its artifacts, which can be read', async () => {
    const { client } = await connect();
    const run = await text(client, 'millrace://runs/run-000001');
    expect(JSON.parse(run)).toMatchObject({
      run_id: 'run-000001',
      trace: 'millrace://runs/run-000001/trace',
      artifacts: [{ uri: 'millrace://runs/run-000001/artifacts/reports/planner_report.md' }],
    });
    const uri = 'millrace://runs/run-000001/artifacts/reports/planner_report.md';
    expect(await text(client, uri)).toBe('# Report\n');
    expect(JSON.parse(await text(client, 'millrace://runs/run-000001/trace'))).toEqual(trace);
  });

  it.each([
    'millrace://nothing',
    'millrace://graph/learning',
    'millrace://runs/run-000009',
    'millrace://runs/run-000009/trace',
    'millrace://runs/run-000001/artifacts/%2e%2e/secret',
    'millrace://runs/%ff',
    'millrace://runs/run-000001%2Ftrace',
    'millrace://runs/run-000001%00',
    'millrace://runs/..',
    'millrace://runs/run-000001/artifacts/a%2F..%2F..%2Fsecret',
    'millrace://runs/run-000001/artifacts/%2Fetc%2Fpasswd',
    'millrace://runs/run-000001/artifacts/a%00b',
    'millrace://docs/%2e%2e%2Fpackage.json',
    'millrace://docs/..%2f..%2fpackage.json',
    'millrace://docs/nothing.md',
    'millrace://skills/weave%2F..%2F..%2Fpackage.json',
    'millrace://specs/a%5Cb',
    'millrace://specs/a/b',
    'millrace://items/task',
    'millrace://items/task/a%2Fb',
    'millrace://status?after=a',
    'millrace://runs?limit=1000',
    'millrace://runs?after=a%00',
    'millrace://status?workspace=elsewhere',
    'MILLRACE://status',
    'millrace://status/now',
    'millrace://plan?page=0',
    'millrace://plan?page=2',
    'millrace://plan?page=1e3',
    'millrace://plan?of=7',
    'millrace://plan?page=1&of=7',
    'file:///etc/passwd',
  ])('says that %s is not there', async (uri) => {
    const { client } = await connect();
    await expect(client.readResource({ uri })).rejects.toMatchObject({
      code: -32602,
      data: { error: { code: expect.any(String), next: expect.stringMatching(/\S/) } },
    });
  });

  it('says what to do when there is no workspace', async () => {
    const { client } = await connect({ initialized: false });
    await expect(client.readResource({ uri: 'millrace://plan' })).rejects.toMatchObject({
      code: -32602,
      data: { error: { code: 'workspace_not_initialized', next: 'Call init.' } },
    });
  });

  it('says so when no plan is adopted', async () => {
    const { client } = await connect({ runtime: { adoptedPlan: () => null } });
    await expect(client.readResource({ uri: 'millrace://plan' })).rejects.toMatchObject({
      data: { error: { code: 'plan_missing' } },
    });
    const listed = await client.listResources();
    expect(listed.resources.map(({ uri }) => uri)).toEqual([
      ...FIXED,
      'millrace://skills/weave/SKILL.md',
      'millrace://runs/run-000001',
    ]);
  });

  it.each([
    ['lines', `${'"a" line\n'.repeat(20_000)}`],
    ['one line of JSON', JSON.stringify({ text: '"\\'.repeat(40_000) })],
    ['characters of more bytes', `a${'\u00e9\u{1f600}'.repeat(40_000)}`],
  ])('shows long text by pages, each of which fits a client: %s', async (_, whole) => {
    const { client } = await connect({ runtime: { adoptedPlan: () => whole } });
    const { mimeType, ...index } = await indexAt(client, 'millrace://plan');
    expect(mimeType).toBe('application/json');
    expect(index.size_bytes).toBe(Buffer.byteLength(whole));
    const pages: string[] = [];
    for (let page = 1; page <= index.pages; page += 1) {
      const { contents } = await client.readResource({
        uri: index.first.replace('page=1', `page=${page}`),
      });
      expect(JSON.stringify(contents).length).toBeLessThan(48_000);
      expect(contents).toMatchObject([{ mimeType: 'text/plain' }]);
      pages.push(contents[0] !== undefined && 'text' in contents[0] ? contents[0].text : '');
    }
    expect(index.page_bytes).toEqual(pages.map((page) => Buffer.byteLength(page)));
    expect(index.last).toBe(index.first.replace('page=1', `page=${index.pages}`));
    expect(pages.join('') === whole).toBe(true);
  });

  it('refuses a page of what is no longer what its index was of', async () => {
    let whole = 'a'.repeat(PAGE_BYTES_MAX);
    const { client } = await connect({ runtime: { adoptedPlan: () => whole } });
    const { last } = await indexAt(client, 'millrace://plan?workspace=%2Fwork');
    expect(last).toBe(`millrace://plan?workspace=%2Fwork&page=2&of=${PAGE_BYTES_MAX}`);
    expect(await text(client, last)).toBe('aa');
    whole = `b${whole}`;
    await expect(client.readResource({ uri: last })).rejects.toMatchObject({
      message: expect.stringContaining('changed since its index was read'),
    });
  });

  it('says where the pages end before the text does', async () => {
    const bytes = new Uint8Array(PAGES_MAX * PAGE_BYTES_MAX).fill(97);
    const { client } = await connect({ runtime: { artifact: () => ({ bytes, mime: 'text/x' }) } });
    const index = await indexAt(client, 'millrace://runs/run-000001/artifacts/a');
    const paged_bytes = PAGES_MAX * (PAGE_BYTES_MAX - 2);
    expect(index).toMatchObject({
      size_bytes: bytes.length,
      pages: PAGES_MAX,
      next: `The pages hold the first ${paged_bytes} bytes; the whole is a file of the workspace.`,
    });
  });

  it('gives bytes that are no text as a blob, unless they are too many', async () => {
    const artifact = (_: string, path: string) => ({
      bytes: new Uint8Array(path === 'big' ? BLOB_BYTES_MAX + 1 : 3).fill(255),
      mime: 'image/png',
    });
    const { client } = await connect({ runtime: { artifact } });
    const small = await client.readResource({ uri: 'millrace://runs/run-000001/artifacts/small' });
    expect(small.contents).toMatchObject([{ mimeType: 'image/png', blob: '////' }]);
    expect(await text(client, 'millrace://runs/run-000001/artifacts/big')).toContain('0 of 262145');
  });
});

describe('parseUri', () => {
  it('reads the workspace of an address, and slashes either way', () => {
    expect(parseUri('millrace://runs/r/artifacts/a%2Fb?workspace=%2Fhome%2Fx')).toEqual({
      address: { kind: 'artifact', run: 'r', path: 'a/b' },
      workspace: '/home/x',
      page: null,
    });
  });
});

const FIXED = [
  ...['status', 'plan', 'specs', 'queue', 'items', 'runs', 'decisions', 'events', 'docs'],
].map((name) => `millrace://${name}`);

const INDEX = z.object({
  size_bytes: z.number(),
  pages: z.number(),
  page_bytes: z.array(z.number()),
  first: z.string(),
  last: z.string(),
  next: z.string(),
});

async function damaged(): Promise<never> {
  throw new MillraceError('journal_damaged', { what: 'A record is damaged', next: 'Call doctor.' });
}

async function indexAt(client: Client, uri: string) {
  const [content] = (await client.readResource({ uri })).contents;
  return { mimeType: content?.mimeType, ...INDEX.parse(JSON.parse(await text(client, uri))) };
}

type Client = Awaited<ReturnType<typeof connect>>['client'];

async function text(client: Client, uri: string): Promise<string> {
  const [content] = (await client.readResource({ uri })).contents;
  return content !== undefined && 'text' in content ? content.text : '';
}
