import { z } from 'zod';
import { type Api, NO_USAGE, type Reply, type ServerEvent, standing } from './api.ts';

/** The Chat Completions API, as Pi and most other agents speak it. */
const part = z.looseObject({ text: z.string().optional() });
const tool = z.looseObject({ function: z.looseObject({ name: z.string() }) });
const request = z.looseObject({
  model: z.string(),
  tools: z.array(tool).default([]),
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content: z.union([z.string(), z.array(part)]).nullish(),
    }),
  ),
});

export const completions: Api = {
  path: /\/chat\/completions$/,

  /** Titles and the like are asked for without tools. */
  asked(body) {
    const { messages, tools } = request.parse(body);
    if (tools.length === 0) return { prompt: null, turn: 0 };
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
    const { model, tools } = request.parse(body);
    const names = tools.map((one) => one.function.name);
    const base = { id: `chatcmpl_${id}`, object: 'chat.completion.chunk', created: 0, model };
    const chunk = (delta: object, finish_reason: string | null = null): ServerEvent => ({
      type: 'chunk',
      ...base,
      choices: [{ index: 0, delta, finish_reason }],
    });
    return [
      chunk({ role: 'assistant', content: '' }),
      ...(reply.text === undefined ? [] : [chunk({ content: reply.text })]),
      ...(reply.shell === undefined ? [] : [chunk({ tool_calls: [call(reply.shell, names, id)] })]),
      chunk({}, reply.shell === undefined ? 'stop' : 'tool_calls'),
      { type: 'chunk', ...base, choices: [], usage: usageOf(reply) },
    ];
  },

  whole: () => null,

  error(status, message) {
    return { error: { message, type: status === 400 ? 'invalid_request_error' : 'api_error' } };
  },
};

/** What agents call their shell. */
const SHELLS = ['bash', 'run_shell_command'];

function call(command: string, tools: readonly string[], id: string) {
  const name = SHELLS.find((one) => tools.includes(one)) ?? '';
  const args = { command, description: 'scripted', is_background: false };
  const fn = { name, arguments: JSON.stringify(args) };
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
