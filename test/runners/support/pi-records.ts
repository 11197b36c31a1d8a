/** An answer of the model, as Pi's dialogue records it. */
export function answer(text: string, more: object = {}) {
  const content = [{ type: 'text', text }];
  return {
    type: 'message_end',
    message: { role: 'assistant', content, stopReason: 'stop', ...more },
  };
}

/** An answer of the model, as Pi's own record of a session holds it. */
export function entry(timestamp: string, input: number) {
  const usage = { input, cacheRead: 4, cacheWrite: 2, output: 7 };
  return { type: 'message', timestamp, message: { role: 'assistant', usage } };
}
