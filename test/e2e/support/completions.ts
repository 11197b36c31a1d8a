import { z } from 'zod';
import { type Api, NO_USAGE, type Reply, type ServerEvent, standing } from './api.ts';

/** The Chat Completions API, as Pi speaks it. */
const part = z.looseObject({ text: z.string().optional() });
const request = z.looseObject({
  model: z.string(),
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content: z.union([z.string(), z.array(part)]).nullish(),
    }),
  ),
});

export const completions: Api = {
  path: /\/chat\/completions$/,

  asked(body) {
    const { messages } = request.parse(body);
    return standing(
      messages.map(({ role, content }) => {
        if (role === 'tool') return null;
        return typeof content === 'string'
          ? content
          : (content ?? []).map(({ text }) => text ?? '').join('');
      }),
    );
  },

  events(reply, body, id) {
    const { model } = request.parse(body);
    const base = { id: `chatcmpl_${id}`, object: 'chat.completion.chunk', created: 0, model };
    const chunk = (delta: object, finish_reason: string | null = null): ServerEvent => ({
      type: 'chunk',
      ...base,
      choices: [{ index: 0, delta, finish_reason }],
    });
    return [
      chunk({ role: 'assistant', content: '' }),
      ...(reply.text === undefined ? [] : [chunk({ content: reply.text })]),
      ...(reply.shell === undefined ? [] : [chunk({ tool_calls: [call(reply.shell, id)] })]),
      chunk({}, reply.shell === undefined ? 'stop' : 'tool_calls'),
      { type: 'chunk', ...base, choices: [], usage: usageOf(reply) },
    ];
  },

  whole: () => null,

  error(status, message) {
    return { error: { message, type: status === 400 ? 'invalid_request_error' : 'api_error' } };
  },
};

function call(command: string, id: string) {
  const fn = { name: 'bash', arguments: JSON.stringify({ command }) };
  return { index: 0, id: `call_${id}`, type: 'function', function: fn };
}

function usageOf({ usage = NO_USAGE }: Reply) {
  return {
    prompt_tokens: usage.input,
    prompt_tokens_details: { cached_tokens: usage.cached },
    completion_tokens: usage.output,
    completion_tokens_details: { reasoning_tokens: usage.thinking },
    total_tokens: usage.input + usage.output,
  };
}
