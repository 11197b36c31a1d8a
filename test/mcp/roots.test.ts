import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realPath } from '../../src/runtime/host/real-path.ts';
import { fakeRuntime } from '../support/backend/fake.ts';
import { connect, errorCode } from '../support/connect.ts';
import { NewerClient } from './support/newer-client.ts';

const ROOTS = { roots: {} };

function status(workspace: string) {
  return { name: 'status', arguments: { workspace } };
}

/** A client of the older era that offers these, and how often it was asked. */
async function older(uris: readonly string[]) {
  const { client } = await connect({}, ROOTS);
  let asked = 0;
  client.setRequestHandler(ListRootsRequestSchema, () => {
    asked += 1;
    return { roots: uris.map((uri) => ({ uri })) };
  });
  return { client, asked: () => asked };
}

describe('the folders that a client offers', () => {
  it('bound the workspaces that its calls may name, in the older era', async () => {
    const { client, asked } = await older(['file:///home/me/project', 'file:///srv']);
    for (const inside of ['/home/me/project', '/home/me/project/deep/er', '/srv/..x'])
      expect(errorCode(await client.callTool(status(inside)))).toBeUndefined();
    for (const outside of ['/home/me', '/home/me/project2', '/home/me/project/../other', '/']) {
      const refused = await client.callTool(status(outside));
      expect(errorCode(refused)).toBe('workspace_out_of_reach');
    }
    expect(asked()).toBe(7);
    await expect(client.readResource({ uri: 'millrace://status?workspace=/etc' })).rejects.toThrow(
      '/etc lies in none of the folders that your client offers',
    );
    await client.readResource({ uri: 'millrace://status?workspace=/srv/one' });
  });

  it('bound the workspace that an import copies', async () => {
    const { client } = await older(['file:///home/me/project']);
    const from = (path: string) =>
      client.callTool({ name: 'upkeep', arguments: { action: 'import', from: path } });
    expect(errorCode(await from('/home/me/project/old'))).toBeUndefined();
    expect(errorCode(await from('/home/me/secret'))).toBe('workspace_out_of_reach');
    expect(errorCode(await from('../secret'))).toBe('input_invalid');
  });

  it('are not asked for where the call is about the own workspace', async () => {
    const { client, asked } = await older(['file:///elsewhere']);
    expect(errorCode(await client.callTool({ name: 'status', arguments: {} }))).toBeUndefined();
    expect(errorCode(await client.callTool(status('/workspace')))).toBeUndefined();
    await client.readResource({ uri: 'millrace://status' });
    expect(asked()).toBe(0);
  });

  it('are asked for with the call in the newer era', async () => {
    const client = new NewerClient();
    const first = await client.ask('tools/call', status('/srv/one'), ROOTS);
    expect(first.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { roots: { method: 'roots/list' } },
    });
    const with_ = (uri: string) => ({
      ...status('/srv/one'),
      inputResponses: { roots: { roots: [{ uri }] } },
    });
    const inside = await client.ask('tools/call', with_('file:///srv'), ROOTS);
    expect(errorCode(inside.result)).toBeUndefined();
    for (const uri of ['file:///home', 'https://srv/', 'file://host/srv', 'nonsense', '']) {
      const outside = await client.ask('tools/call', with_(uri), ROOTS);
      expect(errorCode(outside.result)).toBe('workspace_out_of_reach');
    }
    const uri = 'millrace://status?workspace=/srv/one';
    expect((await client.ask('resources/read', { uri }, ROOTS)).result).toMatchObject({
      resultType: 'input_required',
    });
  });

  it('are asked for together with what a person has to say', async () => {
    const decisions: object[] = [];
    const client = new NewerClient({
      runtime: {
        async control(intervention) {
          decisions.push(intervention);
          return fakeRuntime().control(intervention);
        },
      },
    });
    const waive = {
      name: 'revise',
      arguments: {
        action: 'waive',
        work: 'subtract',
        item: 'A2',
        reason: 'not needed',
        workspace: '/srv/one',
      },
    };
    const abilities = { ...ROOTS, elicitation: { form: {} } };
    const roots = { roots: [{ uri: 'file:///srv' }] };
    const asked = await client.ask(
      'tools/call',
      { ...waive, inputResponses: { roots } },
      abilities,
    );
    expect(Object.keys(Object(asked.result?.inputRequests))).toEqual(['roots', 'confirm A2']);
    const confirm = { action: 'accept', content: { id: 'A2' } };
    const inputResponses = { roots, 'confirm A2': confirm };
    await client.ask('tools/call', { ...waive, inputResponses }, abilities);
    expect(decisions).toMatchObject([{ name: 'waive', is_person: true }]);
  });

  it('are real folders, whatever leads to them', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-roots-')));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'mine'));
    mkdirSync(join(folder, 'other'));
    symlinkSync(join(folder, 'other'), join(folder, 'mine', 'way-out'));
    symlinkSync(join(folder, 'mine'), join(folder, 'way-in'));
    const client = new NewerClient({}, { realPath });
    const ask = async (workspace: string) => {
      const roots = { roots: [{ uri: pathToFileURL(join(folder, 'mine')).href }] };
      const params = { ...status(join(folder, workspace)), inputResponses: { roots } };
      return errorCode((await client.ask('tools/call', params, ROOTS)).result);
    };
    expect(await ask('mine')).toBeUndefined();
    expect(await ask('way-in')).toBeUndefined();
    expect(await ask('mine/way-out')).toBe('workspace_out_of_reach');
  });

  it('do not bind a client that offers none', async () => {
    const { client } = await older([]);
    expect(errorCode(await client.callTool(status('/anywhere')))).toBeUndefined();
    const without = await connect();
    expect(errorCode(await without.client.callTool(status('/anywhere')))).toBeUndefined();
  });

  it('may be said in a form that is none', async () => {
    const inputResponses = { roots: { roots: 'all' } };
    const params = { ...status('/srv/one'), inputResponses };
    const { result } = await new NewerClient().ask('tools/call', params, ROOTS);
    expect(errorCode(result)).toBe('input_invalid');
  });
});
