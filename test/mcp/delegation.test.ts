import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import type { DelegationView } from '../../src/product/delegation.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { fakeRuntime, type Replaced } from '../support/backend/fake.ts';
import { connect } from '../support/connect.ts';
import { FORMS, NewerClient } from './support/newer-client.ts';

const ENQUEUE = {
  name: 'enqueue_spec',
  arguments: { title: 'Subtract', acceptance: ['It subtracts'] },
};

/** A user who has said this much; `said` is what was filled in, `admitted` how often work came in. */
function user(policy: DelegationView['policy'], fails = false) {
  const said: string[] = [];
  let now = policy;
  let admitted = 0;
  const replaced: Replaced = {
    backend: {
      delegation: async () => ({ policy: now, note: null }),
      async keepDelegation(one) {
        if (fails) throw new MillraceError('disk_failed', { what: 'The disk is full', next: 'x' });
        said.push(one);
        now = one;
      },
    },
    runtime: {
      admit: async (input) => {
        admitted += 1;
        return fakeRuntime().admit(input);
      },
    },
  };
  return { said, admitted: () => admitted, replaced, client: new NewerClient(replaced) };
}

function filled(response: object) {
  return { ...ENQUEUE, inputResponses: { 'confirm delegation': response } };
}

function notes(answer: unknown) {
  return expect.objectContaining({ notes: expect.arrayContaining([answer]) });
}

describe('what agents may do on their own', () => {
  it('is asked once, at the first hand-over, before anything is handed over', async () => {
    const { said, admitted, client } = user(null);
    const { result } = await client.ask('tools/call', ENQUEUE, FORMS);
    expect(result).toMatchObject({
      resultType: 'input_required',
      inputRequests: {
        'confirm delegation': {
          params: {
            requestedSchema: { properties: { choice: { enum: ['ask', 'suggest', 'allow'] } } },
          },
        },
      },
    });
    expect([said, admitted()]).toEqual([[], 0]);
    const chosen = filled({ action: 'accept', content: { choice: 'allow' } });
    const again = await client.ask('tools/call', chosen, FORMS);
    expect(again.result?.structuredContent).toEqual(
      notes(expect.stringContaining('The person chose delegation "allow"')),
    );
    expect([said, admitted()]).toEqual([['allow'], 1]);
    const later = await client.ask('tools/call', ENQUEUE, FORMS);
    expect(later.result).toMatchObject({ resultType: 'complete' });
    expect([said, admitted()]).toEqual([['allow'], 2]);
    const status = await client.ask('tools/call', { name: 'status', arguments: {} });
    expect(status.result).toMatchObject({ structuredContent: { delegation: 'allow' } });
  });

  it.each([
    ['was declined', { action: 'decline' }],
    ['was put away', { action: 'cancel' }],
    ['was filled in with something else', { action: 'accept', content: { choice: 'everything' } }],
  ])('is "ask" where the form %s, and asked no more in this session', async (_, response) => {
    const { said, admitted, client } = user(null);
    const { result } = await client.ask('tools/call', filled(response), FORMS);
    expect(result?.structuredContent).toEqual(
      notes(expect.stringContaining('delegate only when asked; `millrace policy delegation')),
    );
    const again = await client.ask('tools/call', ENQUEUE, FORMS);
    expect(again.result).toMatchObject({ resultType: 'complete' });
    expect([said, admitted()]).toEqual([[], 2]);
  });

  it('is "ask", and said to be, where the client has no forms', async () => {
    const { said, client } = user(null);
    const { result } = await client.ask('tools/call', ENQUEUE, {});
    expect(result?.structuredContent).toEqual(
      notes(expect.stringContaining('delegate only when asked')),
    );
    expect(said).toEqual([]);
    const status = await client.ask('tools/call', { name: 'status', arguments: {} });
    expect(status.result).toMatchObject({ structuredContent: { delegation: 'ask' } });
  });

  it('does not keep work from being handed over where it cannot be kept', async () => {
    const { admitted, client } = user(null, true);
    const chosen = filled({ action: 'accept', content: { choice: 'allow' } });
    const { result } = await client.ask('tools/call', chosen, FORMS);
    expect(result?.structuredContent).toEqual(notes(expect.stringContaining('could not be kept')));
    expect(admitted()).toBe(1);
  });

  it('is not asked for a dry run, nor by a refusal', async () => {
    const { client, admitted } = user(null);
    for (const args of [
      { ...ENQUEUE.arguments, dry_run: true },
      { title: 'A', path: 'a.md' },
    ]) {
      const call = { ...ENQUEUE, arguments: args };
      expect((await client.ask('tools/call', call, FORMS)).result?.resultType).toBe('complete');
    }
    expect(admitted()).toBe(1);
  });

  it('is asked within the call in the older era', async () => {
    const { said, replaced } = user(null);
    const { client } = await connect(replaced, { elicitation: {} });
    client.setRequestHandler(ElicitRequestSchema, () => {
      return { action: 'accept', content: { choice: 'suggest' } };
    });
    expect(await client.callTool(ENQUEUE)).toMatchObject({
      structuredContent: notes(expect.stringContaining('delegation "suggest"')),
    });
    expect(said).toEqual(['suggest']);
  });
});

const DESTRUCTIVE: readonly (readonly [string, object])[] = [
  ['cancel_stage', { name: 'control', arguments: { action: 'cancel_stage' } }],
  ['retry_active', { name: 'control', arguments: { action: 'retry_active' } }],
  ['clear_stale_state', { name: 'control', arguments: { action: 'clear_stale_state' } }],
  ['run_stop now', { name: 'control', arguments: { action: 'run_stop', now: true } }],
  ['withdraw', { name: 'revise', arguments: { action: 'withdraw', work: 'subtract' } }],
  ['gc', { name: 'upkeep', arguments: { action: 'gc', apply: true } }],
];

function acting() {
  const acts: string[] = [];
  const runtime: Replaced['runtime'] = {
    async control(command) {
      acts.push(command.name);
      return fakeRuntime().control(command);
    },
    async stopLoop(input) {
      acts.push('stop');
      return fakeRuntime().stopLoop(input);
    },
    async gc(apply) {
      acts.push('gc');
      return fakeRuntime().gc(apply);
    },
  };
  return { acts, client: new NewerClient({ runtime }) };
}

describe.each(DESTRUCTIVE)('%s', (_, call) => {
  it('is done once the person in front of the client agrees', async () => {
    const { acts, client } = acting();
    const { result } = await client.ask('tools/call', call, FORMS);
    expect(result).toMatchObject({ inputRequests: { 'confirm yes': {} } });
    expect(acts).toEqual([]);
    const inputResponses = { 'confirm yes': { action: 'accept', content: { id: 'yes' } } };
    await client.ask('tools/call', { ...call, inputResponses }, FORMS);
    expect(acts).toHaveLength(1);
  });

  it.each(['decline', 'cancel'])('is not done where the person answers with %s', async (action) => {
    const { acts, client } = acting();
    const inputResponses = { 'confirm yes': { action } };
    const { result } = await client.ask('tools/call', { ...call, inputResponses }, FORMS);
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'person_needed' } },
    });
    expect(acts).toEqual([]);
  });

  it('is done as it is where the client has no forms', async () => {
    const { acts, client } = acting();
    await client.ask('tools/call', call, {});
    expect(acts).toHaveLength(1);
  });
});

it.each([
  { name: 'control', arguments: { action: 'run_stop' } },
  { name: 'control', arguments: { action: 'pause' } },
  { name: 'revise', arguments: { action: 'withdraw', work: 'subtract', dry_run: true } },
  { name: 'upkeep', arguments: { action: 'gc' } },
])('what ends and undoes nothing is not asked about: %j', async (call) => {
  const { client } = acting();
  const { result } = await client.ask('tools/call', call, FORMS);
  expect(result).toMatchObject({ resultType: 'complete' });
  expect(result).not.toHaveProperty('isError');
});
