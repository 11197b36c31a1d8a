import { describe, expect, it } from 'vitest';
import { readMessage } from '../../src/mcp/incoming.ts';
import { inOwnWords, shownJson } from '../../src/mcp/outgoing.ts';

function code(line: string): string {
  const incoming = readMessage(line);
  return incoming.kind === 'refused' ? `${incoming.error.code} to ${incoming.id}` : incoming.kind;
}

function request(body: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 7, ...body });
}

describe('a line of a client', () => {
  it.each([
    ['no JSON', 'hello', '-32700 to null'],
    ['half an object', '{"jsonrpc":', '-32700 to null'],
    ['a raw NUL', '{"jsonrpc":"2.0","id":7,"method":"pi\u0000ng"}', '-32700 to null'],
    ['a batch', '[{"jsonrpc":"2.0","id":7,"method":"ping"}]', '-32600 to null'],
    ['a number', '42', '-32600 to null'],
    ['null', 'null', '-32600 to null'],
    ['an empty object', '{}', '-32600 to null'],
    ['another version', request({ jsonrpc: '1.0', method: 'ping' }), '-32600 to 7'],
    ['no version', '{"id":7,"method":"ping"}', '-32600 to 7'],
    ['no method', request({}), '-32600 to 7'],
    ['a method that is a number', request({ method: 5 }), '-32600 to 7'],
    ['an id that is null', request({ id: null, method: 'ping' }), '-32600 to null'],
    ['an id that is a fraction', request({ id: 1.5, method: 'ping' }), '-32600 to null'],
    ['an unknown member', request({ method: 'ping', more: 1 }), '-32600 to 7'],
    ['params that are a list', request({ method: 'tools/list', params: [] }), '-32602 to 7'],
    ['params that are a text', request({ method: 'tools/list', params: 'x' }), '-32602 to 7'],
    ['params that are null', request({ method: 'ping', params: null }), '-32602 to 7'],
    ['params of nobody knows whom', request({ method: 'no/such', params: 5 }), '-32602 to 7'],
    ['no params', request({ method: 'tools/call' }), '-32602 to 7'],
    ['no name', request({ method: 'tools/call', params: {} }), '-32602 to 7'],
    ['no task', request({ method: 'tasks/get', params: {} }), '-32602 to 7'],
    ['a task by number', request({ method: 'tasks/cancel', params: { taskId: 5 } }), '-32602 to 7'],
    ['meta that is none', request({ method: 'ping', params: { _meta: 5 } }), '-32602 to 7'],
    ['meta of another method', request({ method: 'x', params: { _meta: 5 } }), '-32602 to 7'],
    ['no client', request({ method: 'initialize', params: {} }), '-32602 to 7'],
    ['no address', request({ method: 'resources/read', params: {} }), '-32602 to 7'],
    ['a request', request({ id: 'a', method: 'ping' }), 'message'],
    ['another method', request({ method: 'no/such', params: { x: 1 } }), 'message'],
    ['a notification', '{"jsonrpc":"2.0","method":"notifications/initialized"}', 'message'],
    ['a bad notification', '{"jsonrpc":"2.0","method":"x","params":[]}', 'ignored'],
    ['an answer', request({ result: {} }), 'message'],
    ['a bad answer', request({ error: 5 }), 'ignored'],
  ])('that is %s', (_, line, expected) => {
    expect(code(line)).toBe(expected);
  });
  it('is answered in our own words', () => {
    const args = { name: 5, arguments: [] };
    expect(readMessage(request({ method: 'tools/call', params: args }))).toEqual({
      kind: 'refused',
      id: 7,
      error: {
        code: -32602,
        message: 'tools/call: params.name must be a text; params.arguments must be an object',
      },
    });
  });
  it('loses the wish for a task, which a server without tasks passes over', () => {
    const wish = { name: 'status', task: { ttl: 5 } };
    expect(readMessage(request({ method: 'tools/call', params: wish }))).toMatchObject({
      message: { params: { name: 'status' } },
    });
    const incoming = readMessage(request({ method: 'tools/call', params: wish }));
    expect(JSON.stringify(incoming)).not.toContain('ttl');
  });
});

describe('an answer', () => {
  const logged: string[] = [];
  const own = (error: { code: number; message: string; data?: unknown }) =>
    inOwnWords({ jsonrpc: '2.0', id: 7, error }, (text) => logged.push(text));

  it('keeps a coded error, and has no words of a library', () => {
    const data = { uri: 'x', error: { code: 'run_not_found' } };
    const coded = { code: -32002, message: 'There is no such run.', data };
    expect(own(coded)).toMatchObject({ error: coded });
    expect(own({ code: -32601, message: 'Method not found' })).toMatchObject({
      error: { code: -32601, message: 'There is no such method' },
    });
    expect(own({ code: -32602, message: 'MCP error -32602: [{"expected"' })).toMatchObject({
      error: {
        code: -32603,
        message: 'The server met a defect of its own; the details are in its log',
      },
    });
    expect(logged).toEqual(['A request failed: MCP error -32602: [{"expected"']);
  });
  it('steers no terminal', () => {
    const json = shownJson({ 'k\u202e': ['a\u001b[2J', { b: '\u200bc\u009b' }] });
    expect(json).toBe('{"k\\u202e":["a?[2J",{"b":"c?"}]}');
    expect(shownJson({ a: 'plain', at: 'C:\\users' })).toBe('{"a":"plain","at":"C:\\\\users"}');
  });
});
