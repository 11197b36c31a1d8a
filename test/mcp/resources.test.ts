import { describe, expect, it } from 'vitest';
import { CONTENT_BYTES_MAX } from '../../src/mcp/content.ts';
import { parseUri } from '../../src/mcp/uris.ts';
import { trace } from '../support/backend/fake-views.ts';
import { connect } from '../support/connect.ts';

describe('resources', () => {
  it('lists the plan, the graphs and the newest runs', async () => {
    const { client } = await connect();
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      'millrace://plan',
      'millrace://graph/execution',
      'millrace://graph/planning',
      'millrace://runs/run-000001',
    ]);
  });

  it('lists nothing where there is no workspace', async () => {
    const { client } = await connect({ initialized: false });
    expect((await client.listResources()).resources).toEqual([]);
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
    'file:///etc/passwd',
  ])('says that %s is not there', async (uri) => {
    const { client } = await connect();
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32002 });
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
    expect(listed.resources.map(({ uri }) => uri)).toEqual(['millrace://runs/run-000001']);
  });

  it('cuts long text between characters and says so', async () => {
    const bytes = new TextEncoder().encode(`a${'\u00e9'.repeat(CONTENT_BYTES_MAX)}`);
    const { client } = await connect({ runtime: { artifact: () => ({ bytes, mime: 'x/y' }) } });
    const shown = await text(client, 'millrace://runs/run-000001/artifacts/a');
    const half = (CONTENT_BYTES_MAX - 2) / 2;
    const note = `[${CONTENT_BYTES_MAX} of ${bytes.length} bytes are shown; the whole is a file of the workspace]`;
    expect(shown === `a${'\u00e9'.repeat(half)}\n${note}`).toBe(true);
  });

  it('gives bytes that are no text as a blob, unless they are too many', async () => {
    const artifact = (_: string, path: string) => ({
      bytes: new Uint8Array(path === 'big' ? CONTENT_BYTES_MAX + 1 : 3).fill(255),
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
    });
  });
});

type Client = Awaited<ReturnType<typeof connect>>['client'];

async function text(client: Client, uri: string): Promise<string> {
  const [content] = (await client.readResource({ uri })).contents;
  return content !== undefined && 'text' in content ? content.text : '';
}
