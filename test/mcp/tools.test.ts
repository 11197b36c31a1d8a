import { describe, expect, it } from 'vitest';
import { toolList } from '../../src/mcp/tools.ts';
import { tools as offered } from '../../src/operations/index.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { fakeRuntime } from '../support/backend/fake.ts';
import { runningView, statusView, tickView } from '../support/backend/fake-views.ts';
import { connect, errorCode } from '../support/connect.ts';

/** Of the tools with which a newcomer starts, and of all. */
const FIRST_TOOLS = 7;
const FIRST_TOOLS_BYTES_MAX = 9 * 1024;
const TOOLS_LIST_BYTES_MAX = 18 * 1024;
/** Of names, descriptions and inputs: what models are shown. Tokens of o200k are what it costs them. */
const SHOWN_TOKENS_MAX = 2_000;
const SHOWN_BYTES_MAX = 10_000;

describe('tools/list', () => {
  it('offers the registry, in its order', async () => {
    const { client } = await connect();
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(offered.map(({ name }) => name));
  });

  it('stays small, and is the same on every connection', async () => {
    const first = JSON.stringify(await (await connect()).client.listTools());
    const second = JSON.stringify(await (await connect()).client.listTools());
    expect(second).toBe(first);
    expect(Buffer.byteLength(first)).toBeLessThanOrEqual(TOOLS_LIST_BYTES_MAX);
    expect(Buffer.byteLength(first)).toMatchInlineSnapshot(`17061`);
    const { tools } = await (await connect()).client.listTools();
    expect(tools).toHaveLength(12);
    const start = JSON.stringify({ tools: tools.slice(0, FIRST_TOOLS) });
    expect(Buffer.byteLength(start)).toBeLessThanOrEqual(FIRST_TOOLS_BYTES_MAX);
    expect(Buffer.byteLength(start)).toMatchInlineSnapshot(`9009`);
  });

  it('costs a model no more than its share of tokens', async () => {
    const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
    const { tools } = await (await connect()).client.listTools();
    const shown = JSON.stringify(
      tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
    );
    expect(countTokens(shown)).toBeLessThanOrEqual(SHOWN_TOKENS_MAX);
    expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(SHOWN_BYTES_MAX);
  });

  it('shows inputs that are rarely wanted where all tools are listed, and takes them anyway', async () => {
    const inputsOf = (set: 'core' | 'full') => {
      const tool = toolList(set).find(({ name }) => name === 'upgrade_preview');
      return Object.keys(tool?.inputSchema.properties ?? {});
    };
    expect(inputsOf('core')).toEqual(['apply', 'workspace']);
    expect(inputsOf('full')).toEqual(expect.arrayContaining(['rollback', 'take', 'keep', 'merge']));
    const { client } = await connect();
    const args = { apply: true, take: ['skills/skills_index.md'] };
    const result = await client.callTool({ name: 'upgrade_preview', arguments: args });
    expect(result.structuredContent).toMatchObject({ applied: true });
  });

  it('gives schemas without what costs bytes or breaks clients', async () => {
    const { client } = await connect();
    const { tools } = await client.listTools();
    const text = JSON.stringify(tools);
    for (const trap of [
      '$schema',
      'anyOf',
      'oneOf',
      '9007199254740991',
      '"additionalProperties":{}',
    ]) {
      expect(text).not.toContain(trap);
    }
    for (const tool of tools) {
      expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(tool.outputSchema).toMatchObject({ type: 'object' });
      expect(tool.outputSchema).not.toHaveProperty('required');
    }
  });
});

describe('tools/call', () => {
  it('gives the same answer as structured content and as text', async () => {
    const { client } = await connect();
    const result = await client.callTool({ name: 'status', arguments: {} });
    expect(result.content).toEqual([
      { type: 'text', text: JSON.stringify(result.structuredContent) },
    ]);
    expect(result.isError).toBeUndefined();
  });

  it('refuses an unknown tool with the names of those that exist', async () => {
    const { client } = await connect();
    const result = await client.callTool({ name: 'no_such_tool', arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: {
        error: {
          code: 'operation_unknown',
          message:
            'There is no operation "no_such_tool". Expected: one of init, compile_validate, enqueue_spec, run_once, status, runs_trace, upgrade_preview, run_start, run_wait, inspect, control, revise.',
        },
      },
    });
  });

  it('refuses an unknown argument and names the known ones', async () => {
    const { client } = await connect();
    await client.listTools();
    const result = await client.callTool({ name: 'run_once', arguments: { wait: 3 } });
    expect(result.structuredContent).toEqual({
      error: {
        code: 'input_invalid',
        message:
          'run_once does not accept these arguments: unknown argument "wait". Expected: only the arguments wait_seconds, await, workspace.',
        next: 'Correct the arguments and call run_once again.',
      },
    });
  });

  it.each([
    ['run_once', { wait_seconds: 241 }],
    ['run_once', { wait_seconds: -1 }],
    ['run_once', { wait_seconds: '5' }],
    ['runs_trace', { format: 'xml' }],
    ['status', { workspace: 'relative/path' }],
    ['status', { workspace: 7 }],
    ['status', { workspace: '/a\u0000b' }],
    ['status', { workspace: '/home/$'.concat('{USER}') }],
    ['status', { workspace: '~/work' }],
    ['runs_trace', { run_id: 'a\u0000b' }],
    ['enqueue_spec', { path: '~/spec.md' }],
    ['enqueue_spec', { title: 'T\u0000', acceptance: ['x'] }],
    ['enqueue_spec', { title: 'T', acceptance: ['x\u0000'] }],
    ['enqueue_spec', {}],
    ['enqueue_spec', { title: 'A', path: 'a.md' }],
    ['enqueue_spec', { path: 'a.md', prose: 'text' }],
    ['enqueue_spec', { title: 'A', fields: ['no label'] }],
  ])('refuses %s %j', async (name, args) => {
    const { client } = await connect();
    expect(errorCode(await client.callTool({ name, arguments: args }))).toBe('input_invalid');
  });

  it('passes on a coded error as it is', async () => {
    const { client } = await connect({ initialized: false });
    const result = await client.callTool({ name: 'status' });
    expect(result.structuredContent).toEqual({
      error: {
        code: 'workspace_not_initialized',
        message: 'This folder is not a Millrace workspace.',
        next: 'Call init.',
      },
    });
  });

  it('hides the text of a defect from the client and writes it down', async () => {
    const status = () => {
      throw new Error('secret /home/someone');
    };
    const { client, logged } = await connect({ runtime: { status } });
    const result = await client.callTool({ name: 'status' });
    expect(errorCode(result)).toBe('internal_error');
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(logged.join()).toContain('secret /home/someone');
  });

  it('opens a workspace once, and again after it was found damaged', async () => {
    let opened = 0;
    let closed = 0;
    let fail = false;
    const close = () => {
      closed += 1;
    };
    const openRuntime = async () => {
      opened += 1;
      const status = () => {
        if (fail)
          throw new MillraceError('disk_failed', { what: 'The disk failed', next: 'Look.' });
        return statusView;
      };
      return { ...fakeRuntime(), status, close };
    };
    const { client } = await connect({ backend: { openRuntime } });
    await client.callTool({ name: 'status' });
    await client.callTool({ name: 'status' });
    expect([opened, closed]).toEqual([1, 0]);
    fail = true;
    expect(errorCode(await client.callTool({ name: 'status' }))).toBe('disk_failed');
    fail = false;
    await client.callTool({ name: 'status' });
    expect([opened, closed]).toEqual([2, 1]);
  });

  it('names the client in what it opens', async () => {
    const actors: string[] = [];
    const { client } = await connect({
      backend: {
        openRuntime: async ({ actor, root }) => {
          actors.push(`${actor} at ${root}`);
          return fakeRuntime();
        },
      },
    });
    await client.callTool({ name: 'status' });
    await client.callTool({ name: 'status', arguments: { workspace: '/other/' } });
    expect(actors).toEqual(['mcp:test client at /workspace', 'mcp:test client at /other']);
  });
});

describe('run_once', () => {
  it('reports steps to a client that asked for them', async () => {
    const { client } = await connect({
      runtime: {
        tick: async ({ progress }) => {
          progress?.('builder runs');
          progress?.('builder runs, 5 s');
          return tickView;
        },
      },
    });
    const steps: unknown[] = [];
    await client.callTool({ name: 'run_once' }, undefined, {
      onprogress: (step) => steps.push(step),
    });
    expect(steps).toEqual([
      { progress: 1, message: 'builder runs' },
      { progress: 2, message: 'builder runs, 5 s' },
    ]);
  });

  it('ends its wait when the client cancels', async () => {
    const cancel = new AbortController();
    let onEnd: (outcome: string) => void = () => undefined;
    const ended = new Promise((resolve) => {
      onEnd = resolve;
    });
    const { client } = await connect({
      runtime: {
        tick: ({ signal }) =>
          new Promise((resolve) => {
            signal?.addEventListener('abort', () => {
              onEnd('the wait ended');
              resolve(tickView);
            });
            cancel.abort('enough');
          }),
      },
    });
    const call = client.callTool({ name: 'run_once' }, undefined, { signal: cancel.signal });
    await expect(call).rejects.toThrow('enough');
    expect(await ended).toBe('the wait ended');
    expect(errorCode(await client.callTool({ name: 'status' }))).toBeUndefined();
  });

  it('answers at once when the server has to go', async () => {
    let onStart = () => undefined;
    const started = new Promise<void>((resolve) => {
      onStart = () => void resolve();
    });
    const { client, server } = await connect({
      runtime: {
        tick: ({ signal }) =>
          new Promise((resolve) => {
            signal?.addEventListener('abort', () => resolve(runningView));
            onStart();
          }),
      },
    });
    const call = client.callTool({ name: 'run_once' });
    await started;
    await server.settle();
    expect((await call).structuredContent).toMatchObject({
      did: 'running',
      stage: { node: 'builder' },
    });
  });
});
