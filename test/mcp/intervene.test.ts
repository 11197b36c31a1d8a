import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, it } from 'vitest';
import type { Runtime } from '../../src/runtime/api/index.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { fakeRuntime } from '../support/backend/fake.ts';
import { connect } from '../support/connect.ts';

const SUPERSEDE = { action: 'supersede', work: 'task/one', replacement: 'task/two' };

function decided() {
  const decisions: object[] = [];
  const runtime: Partial<Runtime> = {
    async control(intervention) {
      decisions.push(intervention);
      return fakeRuntime().control(intervention);
    },
  };
  return { decisions, runtime };
}

async function client(runtime: Partial<Runtime>, accepts: boolean) {
  const { client: one } = await connect({ runtime }, { elicitation: {} });
  const asked: string[] = [];
  one.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params.message);
    return accepts ? { action: 'accept', content: { id: 'yes' } } : { action: 'decline' };
  });
  return { one, asked };
}

it('steps in by a tool that is not listed by default, and answers all the same', async () => {
  const { decisions, runtime } = decided();
  const { one } = await client(runtime, true);
  const { tools } = await one.listTools();
  expect(tools.map(({ name }) => name)).not.toContain('intervene');
  const call = { name: 'intervene', arguments: { action: 'resolve', work: 'incident/one' } };
  expect(await one.callTool(call)).toMatchObject({ structuredContent: { applied: true } });
  const own = { name: 'retarget', arguments: { work: 'task/two', from: 'task/one' } };
  expect(await one.callTool(own)).toMatchObject({ structuredContent: { applied: true } });
  expect(decisions).toEqual([
    { name: 'resolve', work: 'incident/one', reason: 'asked by the operator' },
    {
      name: 'retarget',
      work: 'task/two',
      from: 'task/one',
      to: null,
      reason: 'asked by the operator',
    },
  ]);
});

it('ends nothing that the person in front of the client does not agree to', async () => {
  const { decisions, runtime } = decided();
  const { one, asked } = await client(runtime, false);
  const call = { name: 'intervene', arguments: SUPERSEDE };
  expect(await one.callTool(call)).toMatchObject({
    isError: true,
    structuredContent: { error: { code: 'person_needed' } },
  });
  expect(asked).toEqual([
    expect.stringContaining('End task/one because task/two takes its place?'),
  ]);
  const preview = { name: 'intervene', arguments: { ...SUPERSEDE, dry_run: true } };
  expect(await one.callTool(preview)).toMatchObject({ structuredContent: { applied: false } });
  expect(asked).toHaveLength(1);
  expect(decisions).toEqual([]);
});

it('asks nobody about what is refused anyway', async () => {
  const { decisions, runtime } = decided();
  const preview = () => {
    throw new MillraceError('revision_refused', {
      what: 'no',
      expected: 'yes',
      next: 'call status',
    });
  };
  const { one, asked } = await client({ ...runtime, preview }, false);
  await one.callTool({ name: 'archive', arguments: { work: 'task/one' } });
  expect(asked).toEqual([]);
  expect(decisions).toHaveLength(1);
});
