import { z } from 'zod';
import {
  type Api,
  FOUND_MAX,
  type McpCall,
  NO_USAGE,
  type Reply,
  type ServerEvent,
  standing,
} from './api.ts';

/** The Responses API, as Codex speaks it. */
const part = z.looseObject({ text: z.string().optional() });
const item = z.looseObject({
  type: z.string(),
  content: z.array(part).optional(),
  output: z.unknown().optional(),
  tools: z.unknown().optional(),
});
const tool = z.looseObject({ name: z.string().optional(), type: z.string() });
const request = z.looseObject({
  model: z.string(),
  input: z.array(item),
  tools: z.array(tool).default([]),
});

export const responses: Api = {
  path: /\/responses$/,

  asked(body) {
    const { input } = request.parse(body);
    const stand = standing(
      input.flatMap(({ type, content }) => {
        if (type.endsWith('_output') && type !== 'tool_search_output') return [null];
        return type === 'message' ? [(content ?? []).map(({ text }) => text ?? '').join('')] : [];
      }),
    );
    const { output, tools } = input.findLast(({ type }) => type.endsWith('_output')) ?? {};
    return { ...stand, heard: JSON.stringify(output ?? tools ?? '') };
  },

  events(reply, body, id) {
    const { model, tools } = request.parse(body);
    const base = { id, object: 'response', created_at: 0, model, output: [] };
    const output = items(
      reply,
      tools.map(({ name }) => name ?? ''),
      id,
    );
    const done = output.flatMap((one, output_index) => [
      { type: 'response.output_item.added', output_index, item: one },
      { type: 'response.output_item.done', output_index, item: one },
    ]);
    const response = { ...base, output, status: 'completed', usage: usageOf(reply) };
    return [
      { type: 'response.created', response: { ...base, status: 'in_progress' } },
      ...done,
      { type: 'response.completed', response },
    ].map((event, sequence_number): ServerEvent => ({ ...event, sequence_number }));
  },

  whole: () => null,

  error(status, message) {
    return { error: { message, type: status === 400 ? 'invalid_request_error' : 'api_error' } };
  },
};

function items(reply: Reply, tools: readonly string[], id: string): ServerEvent[] {
  const { shell, mcp, search, form } = reply;
  const text = form === undefined ? reply.text : JSON.stringify(form);
  const said = { type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed' };
  const content = [{ type: 'output_text', text, annotations: [] }];
  return [
    ...(text === undefined ? [] : [{ ...said, content }]),
    ...(shell === undefined ? [] : [call(shell, tools, id)]),
    ...(mcp === undefined ? [] : [mcpCall(mcp, tools, id)]),
    ...(search === undefined ? [] : [searchCall(search, id)]),
  ];
}

/** Models differ in how they are given a tool: as a function, or as code to write. */
function call(cmd: string, tools: readonly string[], id: string): ServerEvent {
  if (!tools.includes('exec_command')) return code(`exec_command(${JSON.stringify({ cmd })})`, id);
  const args = JSON.stringify({ cmd, yield_time_ms: 30_000 });
  return { type: 'function_call', ...common(id), name: 'exec_command', arguments: args };
}

function mcpCall(
  { server, tool, args = {} }: McpCall,
  tools: readonly string[],
  id: string,
): ServerEvent {
  const namespace = `mcp__${server}`;
  const given = JSON.stringify(args);
  if (!tools.includes('exec_command')) return code(`${namespace}__${tool}(${given})`, id);
  return { type: 'function_call', ...common(id), namespace, name: tool, arguments: given };
}

function searchCall(query: string, id: string): ServerEvent {
  const given = { query, limit: FOUND_MAX };
  return { type: 'tool_search_call', ...common(id), execution: 'client', arguments: given };
}

function code(expression: string, id: string): ServerEvent {
  const input = `text(await tools.${expression});`;
  return { type: 'custom_tool_call', ...common(id), namespace: 'functions', name: 'exec', input };
}

function common(id: string) {
  return { id: `fc_${id}`, call_id: `call_${id}`, status: 'completed' };
}

function usageOf({ usage = NO_USAGE }: Reply) {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.thinking },
    total_tokens: usage.input + usage.output,
  };
}
