import { z } from 'zod';
import { type Api, FOUND_MAX, NO_USAGE, type Reply, type ServerEvent, standing } from './api.ts';

/** The Messages API, as Claude Code speaks it. */
const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  content: z.unknown().optional(),
});
const request = z.looseObject({
  model: z.string(),
  messages: z.array(
    z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(block)]) }),
  ),
  tools: z.array(z.looseObject({})).default([]),
  stream: z.boolean().default(false),
});

export const messages: Api = {
  path: /\/messages$/,

  /** Titles and the like are asked for without tools. */
  asked(body) {
    const { messages, tools } = request.parse(body);
    if (tools.length === 0) return { prompt: null, turn: 0 };
    const blocks = messages.flatMap(({ role, content }) => {
      const all = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
      return all.map((one) => ({ ...one, role }));
    });
    const stand = standing(
      blocks.flatMap(({ type, text }) => (type === 'tool_result' ? [null] : [text ?? ''])),
    );
    const at = blocks.findLastIndex(({ type }) => type === 'tool_result');
    const { content } = blocks[at] ?? {};
    const later = blocks.slice(at + 1).filter(({ role }) => role === 'user');
    const told = later.map(({ text }) => text ?? '').join('\n');
    return { ...stand, heard: JSON.stringify(content ?? ''), told };
  },

  events(reply, body, id) {
    const { model } = request.parse(body);
    const usage = usageOf(reply);
    const start = { ...messageOf(model, id), content: [], stop_reason: null };
    return [
      { type: 'message_start', message: { ...start, usage: { ...usage, output_tokens: 1 } } },
      ...blocks(reply, id),
      { type: 'message_delta', delta: { stop_reason: stopOf(reply), stop_sequence: null }, usage },
      { type: 'message_stop' },
    ];
  },

  whole(reply, body, id) {
    const { model, stream } = request.parse(body);
    if (stream) return null;
    const said = reply.text === undefined ? [] : [{ type: 'text', text: reply.text }];
    const tool = toolOf(reply);
    const calls = tool === null ? [] : [{ type: 'tool_use', id: `toolu_${id}`, ...tool }];
    const content = [...said, ...calls];
    return {
      ...messageOf(model, id),
      content,
      stop_reason: stopOf(reply),
      usage: usageOf(reply),
    };
  },

  error(status, message) {
    return { type: 'error', error: { type: ERRORS[status] ?? 'api_error', message } };
  },
};

const ERRORS: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

function blocks(reply: Reply, id: string): ServerEvent[] {
  const { text } = reply;
  const said =
    text === undefined ? [] : [{ start: { type: 'text', text: '' }, delta: spoken(text) }];
  const tool = toolOf(reply);
  const calls = tool === null ? [] : [called(tool, id)];
  return [...said, ...calls].flatMap(({ start, delta }, index) => [
    { type: 'content_block_start', index, content_block: start },
    { type: 'content_block_delta', index, delta },
    { type: 'content_block_stop', index },
  ]);
}

function messageOf(model: string, id: string) {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model, stop_sequence: null };
}

function stopOf(reply: Reply): string {
  return toolOf(reply) === null ? 'end_turn' : 'tool_use';
}

interface Tool {
  readonly name: string;
  readonly input: object;
}

function toolOf({ shell, file, mcp, search, form }: Reply): Tool | null {
  if (file !== undefined)
    return { name: 'Write', input: { file_path: file.path, content: file.text } };
  if (shell !== undefined)
    return { name: 'Bash', input: { command: shell, description: 'scripted' } };
  if (form !== undefined) return { name: 'StructuredOutput', input: form };
  if (search !== undefined)
    return { name: 'ToolSearch', input: { query: search, max_results: FOUND_MAX } };
  if (mcp === undefined) return null;
  return { name: `mcp__${mcp.server}__${mcp.tool}`, input: mcp.args ?? {} };
}

function called({ name, input }: Tool, id: string) {
  const start = { type: 'tool_use', id: `toolu_${id}`, name, input: {} };
  return { start, delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) } };
}

function spoken(text: string) {
  return { type: 'text_delta', text };
}

/** This API counts what it read from its cache beside the input. */
function usageOf({ usage = NO_USAGE }: Reply) {
  return {
    input_tokens: usage.input - usage.cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cached,
    output_tokens: usage.output,
  };
}
