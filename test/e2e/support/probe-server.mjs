import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** An MCP server whose only tool never answers. The call leaves a file, so that a test can wait for it. */
const [called] = process.argv.slice(2);
const tools = [
  { name: 'wait', description: 'Waits.', inputSchema: { type: 'object', properties: {} } },
];

const ANSWERS = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'probe', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (method === 'tools/call') writeFileSync(called, '');
  const result = ANSWERS[method]?.(params);
  if (id === undefined || method === 'tools/call') continue;
  const error = { code: -32601, message: 'not known' };
  const answer = result === undefined ? { error } : { result };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
}
