import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * An MCP server with a tool that never answers, whose call leaves a file so that a test can wait for
 * it, and one that answers at once.
 */
const [called] = process.argv.slice(2);
const inputSchema = { type: 'object', properties: {} };
const tools = [
  { name: 'wait', description: 'Waits.', inputSchema },
  { name: 'echo', description: 'Answers.', inputSchema },
];

const ANSWERS = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'probe', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name }) => {
    if (name === 'echo') return { content: [{ type: 'text', text: 'an echo' }] };
    writeFileSync(called, '');
    return null;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  const result = ANSWERS[method]?.(params);
  if (id === undefined || result === null) continue;
  const error = { code: -32601, message: 'not known' };
  const answer = result === undefined ? { error } : { result };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
}
