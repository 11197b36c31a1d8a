import { expect } from 'vitest';
import { until } from '../support/program/processes.ts';
import { SPEC } from '../support/program/specs.ts';
import { it } from './support/test.ts';

const MIB = 1_048_576;

it('stdout holds messages only, whatever comes in', async ({ offline }) => {
  const client = await offline.client();
  client.write('not JSON\n\n{"jsonrpc":"2.0"\n');
  client.write(new Uint8Array([0xff, 0xfe, 0x00, 0x0a]));
  client.write(`${'x'.repeat(2 * MIB)}\n`);
  client.write(
    `${JSON.stringify({ jsonrpc: '2.0', method: 'm', params: { a: 'y'.repeat(2 * MIB) } })}\n`,
  );
  client.write(`${'['.repeat(100_000)}\n`);
  client.write(
    '[{"jsonrpc":"2.0","id":50,"method":"ping"},{"jsonrpc":"2.0","id":51,"method":"ping"}]\n',
  );
  client.write(
    '{"jsonrpc":"1.0","id":52,"method":"ping"}\n{"jsonrpc":"2.0","id":{},"method":"ping"}\n',
  );
  client.write('null\n42\n"ping"\n[]\n');
  const large = `${SPEC}\n${'prose '.repeat(100_000)}`;
  expect(await client.call('enqueue_spec', { document: large })).toMatchObject({ already: false });
  expect(await client.request('no/such/method')).toMatchObject({ error: { code: -32601 } });
  expect(await client.request('tools/call', {})).toMatchObject({
    error: { code: expect.any(Number) },
  });
  expect(await client.request('tools/call', { name: 7 })).toMatchObject({ error: {} });
  expect(await client.request('resources/read', { uri: 'file:///etc/passwd' })).toMatchObject({
    error: { message: expect.stringContaining('Next:') },
  });
  expect(await client.call('no_such_tool')).toMatchObject({ error: { code: 'operation_unknown' } });
  expect(await client.call('status', { verbose: true })).toMatchObject({
    error: { code: 'input_invalid', message: expect.stringContaining('"verbose"') },
  });
  expect(await client.call('status')).toMatchObject({ queues: { spec: { queue: 1 } } });
  client.child.stdin.end();
  expect(await client.ended).toMatchObject({ code: 0 });
  expect(client.stray).toEqual([]);
  expect(client.stderr).toBe('');
});

it('a document that arrives in pieces is one document', async ({ offline }) => {
  const client = await offline.client();
  const line = Buffer.from(
    `${JSON.stringify({
      jsonrpc: '2.0',
      id: 70,
      method: 'tools/call',
      params: {
        name: 'enqueue_spec',
        arguments: { document: SPEC.replace('subtract function', 'Rechner für Käse 🧀') },
      },
    })}\n`,
  );
  for (let at = 0; at < line.length; at += 7) client.write(line.subarray(at, at + 7));
  const answer = await until(
    'the answer',
    () => client.messages.find(({ id }) => id === 70) ?? null,
  );
  expect(JSON.stringify(answer.result)).toContain('Rechner für Käse 🧀');
});
