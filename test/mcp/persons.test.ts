import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/runtime/api/index.ts';
import { fakeRuntime } from '../support/backend/fake.ts';
import { connect } from '../support/connect.ts';
import { FORMS, NewerClient } from './support/newer-client.ts';

const WAIVE = {
  name: 'revise',
  arguments: { action: 'waive', work: 'subtract', item: 'A2', reason: 'not needed' },
};

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

const BY_PERSON = { name: 'waive', work: 'subtract', item: 'A2', is_person: true };

describe('what only a person may do', () => {
  it('is asked of the person in front of a client of the newer era', async () => {
    const { decisions, runtime } = decided();
    const client = new NewerClient({ runtime });
    const { result } = await client.ask('tools/call', WAIVE, FORMS);
    expect(result).toMatchInlineSnapshot(`
      {
        "_meta": {
          "io.modelcontextprotocol/serverInfo": {
            "name": "millrace",
            "title": "Millrace",
            "version": "9.9.9",
          },
        },
        "inputRequests": {
          "confirm A2": {
            "method": "elicitation/create",
            "params": {
              "message": "With this waive. Type A2 to go on.",
              "mode": "form",
              "requestedSchema": {
                "properties": {
                  "id": {
                    "maxLength": 220,
                    "title": "Type A2",
                    "type": "string",
                  },
                },
                "required": [
                  "id",
                ],
                "type": "object",
              },
            },
          },
        },
        "resultType": "input_required",
      }
    `);
    expect(decisions).toEqual([]);
    const inputResponses = { 'confirm A2': { action: 'accept', content: { id: 'A2' } } };
    const again = await client.ask('tools/call', { ...WAIVE, inputResponses }, FORMS);
    expect(again.result).toMatchObject({ structuredContent: { applied: true } });
    expect(decisions).toMatchObject([BY_PERSON]);
  });

  it('is asked before a skill of an index is installed, with each file that would be written', async () => {
    const { decisions, runtime } = decided();
    const client = new NewerClient({ runtime });
    const call = { name: 'skills', arguments: { action: 'install', skill: 'building' } };
    const { result } = await client.ask('tools/call', call, FORMS);
    const message =
      'With this building. skills/building/SKILL.md (88 bytes, SHA-256 bbbbbbbbbbbb). ' +
      'Type building to go on.';
    expect(result).toMatchObject({
      inputRequests: { 'confirm building': { params: { message } } },
    });
    expect(decisions).toEqual([]);
    const inputResponses = {
      'confirm building': { action: 'accept', content: { id: 'building' } },
    };
    await client.ask('tools/call', { ...call, inputResponses }, FORMS);
    expect(decisions).toMatchObject([
      { name: 'install_skill', skill: 'building', from_index: true, is_person: true },
    ]);
  });

  it.each([
    ['declined', { action: 'decline' }],
    ['filled in with something else', { action: 'accept', content: { id: 'A1' } }],
  ])("is a model's word where the form was %s", async (_, response) => {
    const { decisions, runtime } = decided();
    const client = new NewerClient({ runtime });
    const inputResponses = { 'confirm A2': response };
    await client.ask('tools/call', { ...WAIVE, inputResponses }, FORMS);
    expect(decisions).toMatchObject([{ ...BY_PERSON, is_person: false }]);
  });

  it("is a model's word in a client without forms", async () => {
    const { decisions, runtime } = decided();
    await new NewerClient({ runtime }).ask('tools/call', WAIVE, {});
    expect(decisions).toMatchObject([{ ...BY_PERSON, is_person: false }]);
  });

  it('is asked within the call in the older era', async () => {
    const { decisions, runtime } = decided();
    const { client } = await connect({ runtime }, { elicitation: {} });
    const messages: string[] = [];
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      messages.push(params.message);
      return { action: 'accept', content: { id: 'A2' } };
    });
    expect(await client.callTool(WAIVE)).toMatchObject({ structuredContent: { applied: true } });
    expect(messages).toEqual([expect.stringContaining('Type A2 to go on.')]);
    expect(decisions).toMatchObject([BY_PERSON]);
  });
});
