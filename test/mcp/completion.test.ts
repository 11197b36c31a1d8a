import { describe, expect, it } from 'vitest';
import { connect } from '../support/connect.ts';

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

  it('offers what work there is, and pages', async () => {
    expect(await complete('millrace://specs/{root}', 'root', '')).toEqual(['subtract']);
    const item = 'millrace://items/{family}/{id}';
    expect(await complete(item, 'family', '')).toEqual(['spec']);
    expect(await complete(item, 'id', '')).toEqual(['subtract']);
    expect(await complete('millrace://docs/{page}', 'page', 'guide')).toEqual([
      'guide/first-steps.md',
    ]);
    const page = 'millrace://skills/{skill}/references/{page}';
    expect(await complete(page, 'skill', 'we')).toEqual(['weave']);
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
