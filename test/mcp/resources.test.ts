import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BLOB_BYTES_MAX } from '../../src/mcp/content.ts';
import { PAGE_BYTES_MAX, PAGES_MAX } from '../../src/mcp/pages.ts';
import { parseUri } from '../../src/mcp/uris.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { trace } from '../support/backend/fake-views.ts';
import { connect } from '../support/connect.ts';

describe('resources', () => {
  it('lists the plan, the graphs and the newest runs', async () => {
    const { client } = await connect();
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      ...FIXED,
      'millrace://graph/execution',
      'millrace://graph/planning',
      'millrace://runs/run-000001',
      'millrace://skills/weave/SKILL.md',
    ]);
  });

  it.each([
    ['where there is no workspace', { initialized: false }, 'workspace_not_initialized'],
    ['where it cannot be read', { backend: { openRuntime: damaged } }, 'journal_damaged'],
  ])('lists what is fixed %s, and reading it says what to do', async (_, replaced, code) => {
    const { client } = await connect(replaced);
    const listed = (await client.listResources()).resources.map(({ uri }) => uri);
    expect(listed).toEqual([...FIXED, 'millrace://skills/weave/SKILL.md']);
    for (const uri of FIXED) {
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

  it('answers status, specs and runs as the tools do', async () => {
    const { client } = await connect();
    const { structuredContent } = await client.callTool({ name: 'status', arguments: {} });
    expect(JSON.parse(await text(client, 'millrace://status'))).toEqual(structuredContent);
    for (const of of ['specs', 'runs']) {
      const call = { name: 'inspect', arguments: { view: 'list', of } };
      const { structuredContent: list } = await client.callTool(call);
      expect(list).toMatchObject(JSON.parse(await text(client, `millrace://${of}`)));
    }
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
    'millrace://status/now',
    'millrace://plan?page=0',
    'millrace://plan?page=2',
    'millrace://plan?page=1e3',
    'millrace://plan?of=7',
    'millrace://plan?page=1&of=7',
    'file:///etc/passwd',
  ])('says that %s is not there', async (uri) => {
    const { client } = await connect();
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32602 });
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
      'millrace://runs/run-000001',
      'millrace://skills/weave/SKILL.md',
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

describe('completion', () => {
  const complete = async (uri: string, argument: string, value: string, run?: string) => {
    const { client } = await connect();
    const context = run === undefined ? {} : { context: { arguments: { run_id: run } } };
    const ref = { type: 'ref/resource' as const, uri };
    const result = await client.complete({ ref, argument: { name: argument, value }, ...context });
    return result.completion.values;
  };

  it('offers planes, runs and files of a run', async () => {
    expect(await complete('millrace://graph/{plane}', 'plane', 'pl')).toEqual(['planning']);
    expect(await complete('millrace://runs/{run_id}', 'run_id', '')).toEqual(['run-000001']);
    const path = 'millrace://runs/{run_id}/artifacts/{path}';
    expect(await complete(path, 'path', 'rep', 'run-000001')).toEqual([
      'reports/planner_report.md',
    ]);
    expect(await complete(path, 'path', '')).toEqual([]);
    expect(await complete(path, 'other', '')).toEqual([]);
  });

  it('offers nothing where there is no workspace', async () => {
    const { client } = await connect({ initialized: false });
    const ref = { type: 'ref/resource' as const, uri: 'millrace://graph/{plane}' };
    const result = await client.complete({ ref, argument: { name: 'plane', value: '' } });
    expect(result.completion.values).toEqual([]);
  });

  it('stays within the bound of the protocol', async () => {
    const runs = Array.from({ length: 150 }, (_, at) => ({
      run_id: `run-${at}`,
      status: 'complete',
      plane: 'execution',
      work: null,
      closure_root: null,
      stages: 1,
      started_at: '',
      completed_at: null,
    }));
    const { client } = await connect({ runtime: { runs: () => runs } });
    const ref = { type: 'ref/resource' as const, uri: 'millrace://runs/{run_id}' };
    const { completion } = await client.complete({ ref, argument: { name: 'run_id', value: '' } });
    expect([completion.values.length, completion.total, completion.hasMore]).toEqual([
      100,
      150,
      true,
    ]);
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

const FIXED = ['status', 'plan', 'specs', 'runs'].map((name) => `millrace://${name}`);

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
